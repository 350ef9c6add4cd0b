package dev.sightline.webrtc;

/** How far a peer's connectivity checks have come (RFC 8445), in the order in which a healthy peer passes them. */
public enum IceState {
    /** No check was sent or received yet. */
    NEW,
    /** Checks are under way; nothing may be sent but STUN. */
    CONNECTING,
    /** The peer answered one of our own checks: there is a valid pair. */
    CONNECTED,
    /** The controlling side nominated a valid pair, which is the one in use. */
    READY,
    /** Consent (RFC 7675) lapsed: the peer is no longer sent anything. */
    DISCONNECTED,
    /** No pair became valid in time. */
    FAILED
}
