package dev.sightline.probe;

/** Why a verdict is what it is: stable words for machines, where {@link Finding#reason()} is a sentence for people. */
public enum Cause {
    /**
     * The address in the offer is one of the media server's own host, loopback or unspecified: RTCP goes to {@code lo}.
     */
    LOOPED_BACK,
    /** RTCP leaves by an interface that does not lead to the camera. */
    WRONG_INTERFACE,
    /**
     * RTCP leaves for the camera by another link than the one by which its RTP comes, as a route or policy rule says:
     * whether that leads to the camera is not seen on this host.
     */
    ASYMMETRIC_ROUTE,
    /**
     * RTCP leaves for the link address of another station than the one from which the camera's RTP comes, by the camera's
     * link or, with {@link #ASYMMETRIC_ROUTE}, by another one: a router, another device with the camera's address, or
     * nobody.
     */
    OTHER_STATION,
    /** A router sends the RTCP back to this host. */
    SENT_BACK,
    /** RTCP for the camera reaches this host and is not seen leaving by the interface by which its RTP comes. */
    NOT_FORWARDED,
    /** RTCP leaves on the right link for another host. */
    WRONG_HOST,
    /** RTCP leaves for the camera's address, for a port on which it expects none. */
    WRONG_PORT,
    /** RTCP leaves for the port that the camera had before it started anew. */
    STALE_PORT,
    /** RTCP goes where the camera is told to listen, but the camera sends its own reports from elsewhere. */
    PORT_IN_DOUBT,
    /**
     * RTCP leaves for another address, by way of the one that the camera's RTP comes from: it may be translated there.
     */
    HOST_IN_DOUBT,
    /**
     * Beside what is served, RTP from the camera's address gets no feedback, and nothing shows whether it is the camera's own
     * or somebody else's in its name.
     */
    STREAM_IN_DOUBT,
    /** RTCP leaves for the camera from another address of this host than the one to which its RTP comes. */
    OTHER_SOURCE,
    /** What leaves for the camera looks like RTCP and cannot be read, as SRTCP: whose feedback it is, is not seen. */
    ENCRYPTED,
    /** The media server began to send RTCP only some time after the RTP had come. */
    LEARNT_LATE,
    /**
     * The media server waits to learn the camera's address from a report that the camera does not send, or that is
     * dropped.
     */
    NEVER_LEARNT,
    /** The camera reports and its RTP arrives, but nothing leaves for it; why is not seen on the wire. */
    NO_FEEDBACK,
    /**
     * This host translates the media server's address, as for a container in a network namespace of its own: what the
     * media server sends to {@code lo} there cannot be seen from here.
     */
    BEHIND_TRANSLATION,
    /** This host answers the camera that nothing listens on the media server's port. */
    MEDIA_SERVER_GONE,
    /** RTCP was delivered, and then it stopped. */
    FEEDBACK_STOPPED,
    /** The feedback that is delivered holds no REMB. */
    REMB_MISSING,
    /** REMB does not rise above its least value, 30 kbit/s. */
    REMB_AT_FLOOR,
    /** The feedback that is delivered speaks of a source that the camera does not send. */
    WRONG_SSRC,
    /** The camera is on the media server's own host, so {@code lo} is the right way. */
    ON_THIS_HOST,
    /** This host's firewall gives whatever the media server sends the camera another destination. */
    DIVERTED,
    /** This host's firewall drops RTCP on the way out. */
    DROPPED_OUT,
    /** This host's firewall drops the camera's RTP or RTCP on the way in, behind the capture. */
    DROPPED_IN,
    /** This host's reverse path filter discards the camera's packets on the way in, behind the capture. */
    REVERSE_PATH,
    /** A route or policy rule of this host refuses or discards RTCP for the camera. */
    ROUTE_REFUSED,
    /** RTCP leaves by a tunnel, and this host drops the tunnel's own packets or cannot route them. */
    TUNNEL_DROPS,
    /** What this host sends to the camera may leave encrypted by IPsec, which no capture sees in the clear. */
    IPSEC,
    /** This host's firewall could not be read, so a drop there is neither seen nor excluded. */
    FIREWALL_UNREAD,
    /** The camera's host answers that nothing listens on the port. */
    PORT_UNREACHABLE,
    /** The network answers that the camera's host cannot be reached. */
    HOST_UNREACHABLE,
    /** The network answers that no route leads to the camera's network. */
    NETWORK_UNREACHABLE,
    /** A router or firewall on the way answers that it refuses the RTCP. */
    PROHIBITED,
    /**
     * The network answers that the hop limit of the RTCP ran out: it was too small, or there is a routing loop; or the
     * camera's host, that fragments of it are missing. Or nobody answers, and the hop limit is too small for the routers
     * on the way of the camera's RTP.
     */
    TIME_EXCEEDED,
    /** The camera, or the router that leads to it, does not answer on its link. */
    NEIGHBOUR_FAILED,
    /** The camera stopped sending while its feedback was missing. */
    CAMERA_STOPPED,
    /** The interface by which the media came is down. */
    INTERFACE_DOWN,
    /** It goes among STUN or DTLS in both directions, as a WebRTC viewer's SRTP does: whose RTP it is, is not seen. */
    WEBRTC_TRANSPORT,
    /** More senders of RTP were seen than are held at once: some were forgotten before anything was found of them. */
    TOO_MANY_SENDERS,
    /** The media is seen in frames that are for another host's link address, so this host's kernel discards it. */
    FOR_ANOTHER_HOST,
    /** The media flows, but not yet so long that missing feedback would prove anything. */
    TOO_EARLY,
    /** An interface that matters was not captured on. */
    NOT_CAPTURED,
    /** The capture kept only the beginning of each packet. */
    CAPTURE_CUT,
    /** Captured packets were lost before they were read. */
    CAPTURE_LOST,
    /** A mistake of the probe itself: it could not judge this camera. */
    NOT_JUDGED
}
