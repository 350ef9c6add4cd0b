package dev.sightline.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The UDP sockets of one stream.
 *
 * @param rtcp the same channel as {@code rtp}, or one a port above it
 */
@SuppressWarnings("FutureReturnValueIgnored") // of close: it cannot fail in a way that matters
record MediaSockets(DatagramChannel rtp, DatagramChannel rtcp) implements AutoCloseable {
    private static final int MAX_DATAGRAM = 2048;
    /** So many free ports are tried until one has a free port above it. */
    private static final int ATTEMPTS = 20;

    /**
     * Binds the sockets; waits for it, so not to be called on an event loop.
     *
     * @param receiver gets every datagram of both sockets, must be sharable
     * @throws UncheckedIOException naming address and port, when they cannot be bound
     */
    static MediaSockets open(
            CameraRuntime runtime,
            InetAddress address,
            OptionalInt port,
            boolean separateRtcp,
            ChannelHandler receiver) {
        Bootstrap bootstrap = new Bootstrap()
                .group(runtime.loop())
                .channel(runtime.datagramChannel())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
                .handler(receiver);
        int attempts = port.isPresent() ? 1 : ATTEMPTS;
        for (int attempt = 1; ; attempt++) {
            DatagramChannel rtp = bind(bootstrap, address, port.orElse(0));
            if (!separateRtcp) {
                return new MediaSockets(rtp, rtp);
            }
            Optional<DatagramChannel> rtcp = bindAbove(bootstrap, rtp, attempt == attempts);
            if (rtcp.isPresent()) {
                return new MediaSockets(rtp, rtcp.get());
            }
        }
    }

    private static Optional<DatagramChannel> bindAbove(Bootstrap bootstrap, DatagramChannel rtp, boolean last) {
        InetSocketAddress local = rtp.localAddress();
        try {
            if (local.getPort() < 65_535) {
                return Optional.of(bind(bootstrap, local.getAddress(), local.getPort() + 1));
            }
            rtp.close();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            rtp.close();
            if (last) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static DatagramChannel bind(Bootstrap bootstrap, InetAddress address, int port) {
        ChannelFuture bound = bootstrap.bind(address, port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "UDP port " + port + " of " + address.getHostAddress()
                            + " cannot be bound: choose another port, or none for any free one",
                    bound.cause()));
        }
        return (DatagramChannel) bound.channel();
    }

    int rtpPort() {
        return rtp.localAddress().getPort();
    }

    int rtcpPort() {
        return rtcp.localAddress().getPort();
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }
}
