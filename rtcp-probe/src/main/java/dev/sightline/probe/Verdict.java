package dev.sightline.probe;

/** What the wire tells about one camera's feedback. */
public enum Verdict {
    /**
     * RTCP leaves by the interface that leads to the camera, to its address and to the port on which it expects RTCP.
     */
    DELIVERED,
    /**
     * RTCP for the camera is seen on {@code lo}, or on an interface that does not lead to it, while its RTP arrives by
     * another.
     */
    TRAPPED,
    /** RTP arrives, but no RTCP leaves for it, or it leaves on the right link for a wrong host or port. */
    SILENT,
    /** No RTP arrives from the camera. */
    NO_MEDIA,
    /** RTCP leaves, and the network answers that it cannot be delivered. */
    UNREACHABLE,
    /** This host's own firewall drops the RTP or RTCP. */
    BLOCKED,
    /** Capture is not possible, or has not seen enough yet; the reason is given. */
    UNPROVEN
}
