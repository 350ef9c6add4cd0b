package dev.sightline.relay;

/** How an {@link RtpEndpoint} decides where a camera's RTCP goes. */
public enum ReturnPathMode {
    /**
     * A valid offered address is used as soon as RTP comes from it; otherwise the address is learnt from the first RTP packet.
     * Nothing is sent to an address that has not sent RTP first, and nothing to this machine unless the camera is on it.
     */
    LEARN,
    /**
     * As {@link #LEARN}, and a stated address holds with COMEDIA too: for offers by somebody who knows the camera's address,
     * so that the place of a camera is never a stranger's, be it that he comes first or after a silence. Where the stated
     * address is this machine's own, the camera is on it.
     */
    BOUND,
    /**
     * As Kurento Media Server 7.3 does it, for tests and comparisons: the offered address whatever it is, so {@code 0.0.0.0}
     * and the server's own addresses end on {@code lo}; a COMEDIA offer latches once, after RTP and RTCP have arrived.
     */
    KURENTO
}
