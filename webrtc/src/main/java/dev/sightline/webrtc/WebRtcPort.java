package dev.sightline.webrtc;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * One UDP port for any number of peers: STUN, DTLS and SRTP told apart by their first byte (RFC 7983).
 *
 * <p>On epoll loops each loop has its own socket on the port ({@code SO_REUSEPORT}) for each announced address, and the
 * kernel's hash spreads the peers; a peer is served by the loop whose socket it reaches. On other loops all is served by
 * the first one.
 */
public final class WebRtcPort implements AutoCloseable {
    private static final int MAX_DRAWS = 16;

    private final Config config;
    private final OpenSockets sockets;
    private final PeerDirectory directory;
    private final PortCounters counters;
    private final HandshakeThreads threads;
    private final PeerTransport.Surroundings surroundings;
    private final SecureRandom random = new SecureRandom();
    private int nextHome;
    private boolean closed;

    private WebRtcPort(
            Config config, OpenSockets sockets, PeerDirectory directory, PortCounters counters, DtlsIdentity identity) {
        this.config = config;
        this.sockets = sockets;
        this.directory = directory;
        this.counters = counters;
        this.threads = new HandshakeThreads(config.handshakes());
        this.surroundings =
                new PeerTransport.Surroundings(config, sockets.bases(), directory, counters, threads, identity);
    }

    /**
     * @param addresses announced as host candidates, in order of preference; at least one
     * @param port UDP port; 0 picks a free one
     * @param connectTimeout from {@link WebRtcPort#add} until a pair must be valid
     * @param handshakeTimeout from the first valid pair until DTLS must be done
     * @param handshakeSilence a handshake under way is given up when the peer sends no record for this long
     * @param consentInterval mean time between consent checks (RFC 7675: 5 s)
     * @param consentTimeout without an answer for this long nothing more is sent (RFC 7675: 30 s)
     * @param maxPeers further ones are refused by {@link WebRtcPort#add}
     * @param handshakes how many DTLS handshakes may be under way and wait
     * @param stunPerSecond STUN messages of one source that each loop takes, as many at once; a source is an IPv4 address or
     *     an IPv6 /64, and once the peer has answered a check there an address with its port
     * @param highWaterMark bytes in a socket's outbound buffer from which {@link Peer#isWritable} is false
     */
    public record Config(
            List<InetAddress> addresses,
            int port,
            Duration connectTimeout,
            Duration handshakeTimeout,
            Duration handshakeSilence,
            Duration consentInterval,
            Duration consentTimeout,
            int maxPeers,
            HandshakeLimits handshakes,
            int stunPerSecond,
            int highWaterMark) {
        /** @throws IllegalArgumentException for a value that cannot work */
        public Config {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("addresses is empty: announce at least one that viewers can reach");
            }
            for (InetAddress address : addresses) {
                if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                    throw new IllegalArgumentException(
                            "addresses has " + address.getHostAddress()
                                    + ", which nobody can send to: announce a unicast address of this host or of the NAT before it");
                }
            }
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port is " + port + "; expected 0 (any free one) to 65535");
            }
            requirePositive("connectTimeout", connectTimeout.toMillis());
            requirePositive("handshakeTimeout", handshakeTimeout.toMillis());
            requirePositive("handshakeSilence", handshakeSilence.toMillis());
            requirePositive("consentInterval", consentInterval.toMillis());
            requirePositive(
                    "consentTimeout", consentTimeout.minus(consentInterval).toMillis());
            requirePositive("maxPeers", maxPeers);
            requirePositive("stunPerSecond", stunPerSecond);
            requirePositive("highWaterMark", highWaterMark);
        }

        private static void requirePositive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " is too small; expected more than zero"
                        + " (and of consentTimeout more than consentInterval)");
            }
        }

        /** The usual limits. */
        public static Config of(List<InetAddress> addresses, int port) {
            return new Config(
                    addresses,
                    port,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    10_000,
                    HandshakeLimits.DEFAULT,
                    1_000,
                    4 << 20);
        }
    }

    /**
     * Opens the port. Waits for the sockets to be bound, and the first time for the cryptography to load: not to be called
     * on a loop.
     *
     * @param loops stay the caller's; they must outlive the port
     * @throws IOException when an address or the port is not to be had, for example since another process uses it
     */
    public static WebRtcPort open(Config config, List<? extends EventLoop> loops, DtlsIdentity identity)
            throws IOException {
        Cryptography.warmUp(identity); // loads a native library: now, so that no viewer waits for it
        PeerDirectory directory = new PeerDirectory();
        PortCounters counters = new PortCounters();
        OpenSockets sockets = OpenSockets.open(config, loops, new Demultiplexer(directory, counters), counters);
        return new WebRtcPort(config, sockets, directory, counters, identity);
    }

    /** The UDP port in use. */
    public int port() {
        return sockets.port();
    }

    /** Our host candidates, best first. */
    public List<IceCandidate> candidates() {
        return sockets.candidates();
    }

    /** What came in and was of no use, and how many peers there are. */
    public PortStatistics statistics() {
        return counters.snapshot(directory.size());
    }

    /**
     * Awaits a peer, as the passive side of DTLS and the controlled one of ICE. Any thread.
     *
     * @throws IllegalStateException when there are {@code maxPeers}, or the port is closed
     */
    public synchronized Peer add(Peer.Remote remote, Peer.Listener listener) {
        if (closed) {
            throw new IllegalStateException("UDP port " + port() + " is closed");
        }
        if (directory.size() >= config.maxPeers()) {
            throw new IllegalStateException(
                    "UDP port " + port() + " has " + config.maxPeers() + " peers, as many as maxPeers allows");
        }
        List<LoopSockets> homes = sockets.loops();
        LoopSockets home = homes.get(Math.floorMod(nextHome++, homes.size()));
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            PeerTransport peer = new PeerTransport(surroundings, remote, listener, home, random);
            if (directory.add(peer)) {
                peer.start();
                return peer;
            }
        }
        throw new IllegalStateException("the random source repeats itself: no free ICE user name fragment was drawn");
    }

    /** Ends every peer, then closes the sockets. Waits a moment for what peers are told: not to be called on a loop. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        directory.peers().forEach(PeerTransport::close);
        sockets.awaitLoops();
        threads.close();
        sockets.awaitLoops();
        sockets.close();
    }
}
