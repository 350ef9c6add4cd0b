package dev.sightline.probe.judge.model;

/** What a camera does. */
public enum Habit {
    /** A report right before the first RTP, as ffmpeg does, then every 5 s; RTCP on the RTP port + 1. */
    USUAL,
    /** The first report 0.1 s after the first RTP. */
    LATE_REPORT,
    /** No reports; it listens for RTCP all the same. */
    NO_REPORTS,
    /** RTCP on a port far from its RTP, in both directions. */
    ODD_PORT,
    /** RTCP on its RTP port, in both directions. */
    SHARED_PORT,
    /** Reports from one port, while it listens on the RTP port + 1. */
    REPORTS_FROM_ELSEWHERE,
    /** It has no RTCP socket at all. */
    NO_RTCP_SOCKET,
    /** It starts anew after 10 s, with other ports and another source, and is back after 2 s. */
    NEW_PORTS,
    /** It starts anew after 10 s, with the same ports. */
    SAME_PORTS,
    /** It gives up after 10 s without feedback, and stays away. */
    GIVES_UP,
    /** It sends for 5 s, pauses for 4 s, and so on, as on motion; its reports pause, too. */
    BURSTS,
    /** It is there, but sends nothing. */
    NO_MEDIA
}
