package dev.sightline.webrtc;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A port on loopback with its loops, and what tests do with it again and again. */
final class PortTesting implements AutoCloseable {
    private static final Duration RETRANSMISSION = Duration.ofMillis(500);

    final EventLoopGroup group;
    final List<EventLoop> loops = new ArrayList<>();
    final DtlsIdentity identity = DtlsIdentity.generate();
    final WebRtcPort port;

    PortTesting(IoHandlerFactory io, UnaryOperator<WebRtcPort.Config> configured) throws IOException {
        group = new MultiThreadIoEventLoopGroup(2, io);
        loops.add(group.next());
        loops.add(group.next());
        port = WebRtcPort.open(
                configured.apply(WebRtcPort.Config.of(List.of(InetAddress.getLoopbackAddress()), 0)), loops, identity);
    }

    RecordingListener listener() {
        return new RecordingListener(loops.get(0));
    }

    /** Adds {@code browser} and lets it nominate its pair. */
    Peer nominate(ScriptedPeer browser, RecordingListener listener) {
        Peer peer = port.add(browser.remote(), listener);
        browser.answeredBy(peer);
        untilArrived(() -> browser.check(true), () -> listener.states.contains(IceState.READY));
        return peer;
    }

    /**
     * Sends until it {@code arrived}: the kernel may have dropped a datagram in a flood, so it is sent again, as ICE does
     * (RFC 8489, section 6.2.1).
     */
    static void untilArrived(Runnable send, BooleanSupplier arrived) {
        send.run();
        AtomicLong sent = new AtomicLong(System.nanoTime());
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            boolean here = arrived.getAsBoolean();
            if (!here && System.nanoTime() - sent.get() >= RETRANSMISSION.toNanos()) {
                sent.set(System.nanoTime());
                send.run();
            }
            return here;
        });
    }

    static void send(Peer peer, int sequence) {
        peer.loop().execute(() -> {
            peer.send(rtp(sequence));
            peer.flush();
        });
    }

    static ByteBuf rtp(int sequence) {
        return Unpooled.buffer()
                .writeByte(0x80)
                .writeByte(96)
                .writeShort(sequence)
                .writeInt(3000)
                .writeInt(0xABCDEF)
                .writeZero(40);
    }

    @Override
    public void close() {
        port.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    static WebRtcPort.Config consent(WebRtcPort.Config usual, Duration interval, Duration timeout) {
        return new WebRtcPort.Config(
                usual.addresses(),
                usual.port(),
                usual.connectTimeout(),
                usual.handshakeTimeout(),
                usual.handshakeSilence(),
                interval,
                timeout,
                usual.maxPeers(),
                usual.handshakes(),
                usual.stunPerSecond(),
                usual.highWaterMark());
    }

    static WebRtcPort.Config limits(WebRtcPort.Config usual, Duration connectTimeout, int port, int maxPeers) {
        return new WebRtcPort.Config(
                usual.addresses(),
                port,
                connectTimeout,
                usual.handshakeTimeout(),
                usual.handshakeSilence(),
                usual.consentInterval(),
                usual.consentTimeout(),
                maxPeers,
                usual.handshakes(),
                usual.stunPerSecond(),
                usual.highWaterMark());
    }

    static WebRtcPort.Config stun(WebRtcPort.Config usual, int perSecond) {
        return new WebRtcPort.Config(
                usual.addresses(),
                usual.port(),
                usual.connectTimeout(),
                usual.handshakeTimeout(),
                usual.handshakeSilence(),
                usual.consentInterval(),
                usual.consentTimeout(),
                usual.maxPeers(),
                usual.handshakes(),
                perSecond,
                usual.highWaterMark());
    }

    static WebRtcPort.Config handshakes(WebRtcPort.Config usual, HandshakeLimits limits, Duration silence) {
        return new WebRtcPort.Config(
                usual.addresses(),
                usual.port(),
                usual.connectTimeout(),
                Duration.ofMinutes(1), // outlasts a scripted client
                silence,
                usual.consentInterval(),
                usual.consentTimeout(),
                usual.maxPeers(),
                limits,
                usual.stunPerSecond(),
                usual.highWaterMark());
    }
}
