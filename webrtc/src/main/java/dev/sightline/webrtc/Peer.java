package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

/**
 * One remote agent: its connectivity checks, its DTLS association and its SRTP keys.
 *
 * <p>A peer belongs to one event loop at a time. It is born on a provisional one, moves to the loop whose socket received
 * its first authenticated STUN request, and moves again when its address changes to one that the kernel hands to another
 * loop's socket; each move is told by {@link Listener#moved}.
 */
public interface Peer {
    /** Our ICE user name fragment, for {@code a=ice-ufrag}. */
    String localUfrag();

    /** Our ICE password, for {@code a=ice-pwd}. */
    String localPwd();

    /**
     * Pairs a candidate of the peer with ours. A name (mDNS), TCP and unusable addresses are ignored: the peer's own
     * checks make a peer-reflexive pair. Any thread.
     */
    void addRemoteCandidate(IceCandidate candidate);

    /** The loop that owns this peer now. */
    EventLoop loop();

    /**
     * Protects one RTP or RTCP packet (told apart by RFC 5761) and queues it; {@link #flush} sends. Dropped and counted
     * while there is no consent or no key, when the socket's buffer is far beyond its mark, and when its SRTP index was
     * used before. On {@link #loop()}; on the loop that the peer has just left it costs a detour, but loses nothing.
     *
     * @param packet a whole plain packet; ownership passes to this method, whatever happens
     */
    void send(ByteBuf packet);

    /** Whether the socket's buffer has room: ask before each frame, not within one. On {@link #loop()} only. */
    boolean isWritable();

    /**
     * Sends what was queued on the loop's sockets, <em>for all its peers</em>: call it once for a batch of peers.
     * On {@link #loop()} only.
     */
    void flush();

    /** Ends the peer, with a {@code close_notify} where DTLS stands. Idempotent, any thread. */
    void close();

    /** What this peer sent and lost so far. Any thread. */
    PeerStatistics statistics();

    /** What is known of the remote agent from its session description. */
    record Remote(String ufrag, String pwd, CertificateFingerprint fingerprint) {
        /** @throws IllegalArgumentException when user name fragment or password are not as RFC 8839, section 5.4 says */
        public Remote {
            if (!ufrag.matches("[A-Za-z0-9+/]{4,256}")) {
                throw new IllegalArgumentException(
                        "ice-ufrag of " + ufrag.length() + " characters: expected 4 to 256 of A-Z a-z 0-9 + /");
            }
            if (!pwd.matches("[A-Za-z0-9+/]{22,256}")) {
                throw new IllegalArgumentException(
                        "ice-pwd of " + pwd.length() + " characters: expected 22 to 256 of A-Z a-z 0-9 + /");
            }
        }

        @Override
        public String toString() {
            return "Remote[ufrag=" + ufrag + ", fingerprint=" + fingerprint + "]"; // the password stays out of logs
        }
    }

    /** Told on the owning loop, one call at a time; must not block. */
    interface Listener {
        /** The checks came to another state. */
        void iceStateChanged(IceState state);

        /** Media goes along this pair from now on. */
        void pairSelected(IceCandidate local, IceCandidate remote);

        /** DTLS is done, the peer's certificate is the announced one, SRTP keys are in place: {@link #send} works. */
        void connected();

        /**
         * A decrypted RTP or RTCP packet.
         *
         * @param packet valid during the call only; retain or copy what is needed longer
         */
        void received(ByteBuf packet);

        /** The peer belongs to {@code newLoop} now; called there, before anything else is. */
        void moved(EventLoop newLoop);

        /**
         * The last call, exactly once.
         *
         * @param reason for people
         */
        void closed(String reason);
    }
}
