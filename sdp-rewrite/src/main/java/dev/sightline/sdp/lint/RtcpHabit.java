package dev.sightline.sdp.lint;

/** When a camera sends RTCP of its own; a media server that learns addresses may wait for it. */
public enum RtcpHabit {
    /** Nothing is known. */
    UNKNOWN,
    /** It sends none. */
    NEVER,
    /** Its first report comes before or together with its first RTP, the next one an interval later. */
    WITH_FIRST_RTP,
    /** A report follows within a second after its first RTP. */
    SOON_AFTER_FIRST_RTP
}
