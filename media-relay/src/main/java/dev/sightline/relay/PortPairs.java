package dev.sightline.relay;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Finds free pairs of UDP ports for cameras: at random within the range, so that a port is not reused at once. Any loop. */
final class PortPairs {
    private static final int FIRST_ANY = 10_000;
    private static final int LAST_ANY = 59_999;
    /** Pairs tried before giving up; a range that is smaller is tried whole. */
    private static final int MAX_ATTEMPTS = 500;

    private final MediaLoops loops;
    private final InetAddress bindAddress;
    private final int firstEven;
    private final int pairs;

    PortPairs(MediaLoops loops, InetAddress bindAddress, int minPort, int maxPort) {
        this.loops = loops;
        this.bindAddress = bindAddress;
        int first = minPort == 0 ? FIRST_ANY : minPort;
        int last = minPort == 0 ? LAST_ANY : maxPort;
        this.firstEven = first + (first & 1);
        this.pairs = (last - firstEven + 1) / 2;
    }

    /** Binds a pair whose packets are read on {@code loop}, which must be the calling one. */
    PortPair bind(EventLoop loop, Consumer<DatagramPacket> rtp, Consumer<DatagramPacket> rtcp) {
        int start = ThreadLocalRandom.current().nextInt(pairs);
        int attempts = Math.min(pairs, MAX_ATTEMPTS);
        for (int i = 0; i < attempts; i++) {
            int port = firstEven + 2 * ((start + i) % pairs);
            Optional<DatagramChannel> even = bind(loop, port, rtp);
            if (even.isEmpty()) {
                continue;
            }
            Optional<DatagramChannel> odd = bind(loop, port + 1, rtcp);
            if (odd.isPresent()) {
                return new PortPair(even.get(), odd.get());
            }
            PortPair.close(even.get());
        }
        throw new EngineException(
                EngineError.NOT_ENOUGH_RESOURCES,
                "no free pair of UDP ports for a camera in " + firstEven + "-" + (firstEven + 2 * pairs - 1) + " on "
                        + bindAddress.getHostAddress() + " after " + attempts + " attempts: widen the media ports");
    }

    private Optional<DatagramChannel> bind(EventLoop loop, int port, Consumer<DatagramPacket> reader) {
        DatagramChannel channel = loops.newDatagramChannel(bindAddress);
        channel.pipeline().addLast(new DatagramReader(reader));
        // On their own loop both steps are done when the call returns.
        if (!loop.register(channel).isSuccess()) {
            PortPair.close(channel);
            return Optional.empty();
        }
        ChannelFuture bound = channel.bind(new InetSocketAddress(bindAddress, port));
        if (!bound.isSuccess()) {
            PortPair.close(channel);
            return Optional.empty();
        }
        return Optional.of(channel);
    }
}
