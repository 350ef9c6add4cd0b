package dev.sightline.probe.judge.model;

/** What became of one datagram of RTCP that the media server tried to send. */
public enum Fate {
    /** The camera's RTCP socket got it. */
    REACHED,
    /** It stayed on the media server's host, while the camera is elsewhere. */
    LOOPED,
    /** It stayed in the media server's own network namespace, into which the watched host does not see. */
    LOOPED_UNSEEN,
    /** It left by an interface that does not lead to the camera. */
    WRONG_INTERFACE,
    /** It went to another host, or to a port on which the camera does not listen, though it listens on one. */
    MISADDRESSED,
    /** It went where a camera should listen, which has no RTCP socket: its host answers that the port is closed. */
    CLOSED,
    /** The network, or the kernel for want of a neighbour, could not carry it. */
    UNREACHABLE,
    /** The host's own firewall dropped it. */
    DROPPED
}
