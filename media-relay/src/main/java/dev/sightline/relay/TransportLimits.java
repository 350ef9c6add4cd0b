package dev.sightline.relay;

import dev.sightline.webrtc.HandshakeLimits;

/**
 * What one address may cost the viewers' port; an IPv6 address counts with all of its /64.
 *
 * @param atOnce DTLS handshakes at one time
 * @param atOncePerAddress of these, of one address
 * @param waiting handshakes that wait for their turn; further viewers are closed
 * @param waitingPerAddress of these, of one address
 * @param stunPerSecond STUN messages of one source that each media loop looks at
 */
public record TransportLimits(int atOnce, int atOncePerAddress, int waiting, int waitingPerAddress, int stunPerSecond) {
    /** Enough for some hundred viewers behind one address translator who come at the same time. */
    public static final TransportLimits DEFAULT = new TransportLimits(64, 8, 1_000, 100, 1_000);

    HandshakeLimits handshakes() {
        return new HandshakeLimits(atOnce, atOncePerAddress, waiting, waitingPerAddress);
    }
}
