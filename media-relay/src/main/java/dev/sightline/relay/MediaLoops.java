package dev.sightline.relay;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
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
    private static final int RECEIVE_BUFFER = 2 << 20;
    /** RTP is made to fit an Ethernet frame; what is longer is cut by the socket and dropped as malformed. */
    private static final int MAX_DATAGRAM = 2_048;

    private static final int DATAGRAMS = 16;

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

    /** A socket of the family of {@code address} that any of the loops can take, sized for bursts of video. */
    DatagramChannel newDatagramChannel(InetAddress address) {
        SocketProtocolFamily family =
                address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        DatagramChannel channel = epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
        channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER);
        // One system call takes many datagrams where recvmmsg is there, and each lands in a slot of its own.
        channel.config()
                .setRecvByteBufAllocator(
                        new FixedRecvByteBufAllocator(epoll ? DATAGRAMS * MAX_DATAGRAM : MAX_DATAGRAM));
        if (epoll) {
            channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
        }
        return channel;
    }

    /** Waits a few seconds for what is being released on the loops. */
    void await(CompletableFuture<?> released) {
        try {
            released.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Not everything was released when the media engine closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads. */
    void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
