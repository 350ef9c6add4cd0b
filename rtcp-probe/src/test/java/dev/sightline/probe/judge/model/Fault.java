package dev.sightline.probe.judge.model;

/** What is wrong beside the offer and the camera's ways. */
public enum Fault {
    NONE,
    /** The host's firewall drops RTCP on the way out. */
    RTCP_OUT_DROPPED,
    /** It drops the camera's RTP on the way in, behind the capture. */
    RTP_IN_DROPPED,
    /** It drops the camera's RTCP on the way in, behind the capture. */
    RTCP_IN_DROPPED,
    /** The camera does not answer on its link when the kernel asks for its link address. */
    NO_NEIGHBOUR,
    /** A router answers that the camera cannot be reached. */
    NO_WAY,
    /** The media server dies after 10 s. */
    SERVER_DIES
}
