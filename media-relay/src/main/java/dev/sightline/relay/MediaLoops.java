package dev.sightline.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's own event loops: epoll where it loads, NIO otherwise. They carry media and nothing else. */
final class MediaLoops {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoops.class);
    private static final long CLOSE_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops;
    private final boolean epoll;
    private final AtomicInteger next = new AtomicInteger();

    private MediaLoops(MultiThreadIoEventLoopGroup group, List<EventLoop> loops, boolean epoll) {
        this.group = group;
        this.loops = List.copyOf(loops);
        this.epoll = epoll;
    }

    static MediaLoops start(int count) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("media", true), io);
        List<EventLoop> loops = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            loops.add(group.next());
        }
        return new MediaLoops(group, loops, epoll);
    }

    List<EventLoop> all() {
        return loops;
    }

    EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** A datagram channel that any of the loops can take. */
    DatagramChannel newDatagramChannel() {
        return epoll ? new EpollDatagramChannel() : new NioDatagramChannel();
    }

    /** Waits for {@code before}, then ends the threads. */
    void close(CompletableFuture<?> before) {
        try {
            before.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not everything was released when the media engine closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
