package dev.sightline.webrtc;

/**
 * How many DTLS handshakes may be half open. One address, or one IPv6 /64, has a part of them only, so that it cannot keep
 * everybody else waiting.
 *
 * @param atOnce that run at one time
 * @param atOncePerAddress of these, for peers of one address; further ones wait
 * @param waiting that wait for their turn; further peers are closed
 * @param waitingPerAddress of these, for peers of one address
 */
public record HandshakeLimits(int atOnce, int atOncePerAddress, int waiting, int waitingPerAddress) {
    /** The usual ones. */
    public static final HandshakeLimits DEFAULT = new HandshakeLimits(64, 8, 1_000, 100);

    /** @throws IllegalArgumentException for a value that lets nobody in */
    public HandshakeLimits {
        if (atOnce < 1 || atOncePerAddress < 1 || waiting < 1 || waitingPerAddress < 1) {
            throw new IllegalArgumentException("handshakes: " + atOnce + ", " + atOncePerAddress + ", " + waiting + ", "
                    + waitingPerAddress + " are not all positive; expected at least 1 each");
        }
    }
}
