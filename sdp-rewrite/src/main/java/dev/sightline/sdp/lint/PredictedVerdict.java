package dev.sightline.sdp.lint;

/** What the probe will say; the words are the probe's. */
public enum PredictedVerdict {
    /** RTCP leaves towards the camera. */
    DELIVERED,
    /** RTCP goes to the media server's own machine. */
    TRAPPED,
    /** No RTCP leaves, or it leaves for a wrong host or port. */
    SILENT,
    /** The description lets no media flow. */
    NO_MEDIA,
    /** The descriptions do not tell. */
    UNPROVEN
}
