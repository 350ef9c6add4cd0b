package dev.sightline.probe.judge.model;

/** What the media server is told of where the camera is. */
public enum Offer {
    /** {@code c=0.0.0.0}, port 9. */
    ZERO_DISCARD,
    /** {@code c=0.0.0.0}, the camera's port. */
    ZERO_PORT,
    /** {@code c=} an address of the media server's own host. */
    SERVER_ADDRESS,
    /** The camera's address and RTP port; RTCP goes to the next one. */
    CAMERA_ADDRESS,
    /** The camera's address, and the port of its RTCP socket in {@code a=rtcp:}. */
    CAMERA_RTCP,
    /** {@link #CAMERA_ADDRESS} without {@code goog-remb}. */
    CAMERA_NO_REMB,
    /** {@code a=direction:active}, port 9. */
    COMEDIA,
    /** An address of another host on the camera's link. */
    OTHER_HOST,
    /** An address beyond another interface than the camera's. */
    OTHER_NETWORK,
    /** The camera's address, and a port on which it never listens. */
    WRONG_PORT
}
