package dev.sightline.sdp.lint;

/** Whose habits are taken for granted. */
public enum MediaServer {
    /** Kurento Media Server 7, as measured and as read in its source. */
    KURENTO,
    /** Sightline's own relay, which learns where a camera is from its RTP. */
    EMBEDDED
}
