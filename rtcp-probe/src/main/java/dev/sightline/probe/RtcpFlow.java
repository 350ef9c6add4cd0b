package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * RTCP seen on one interface from one socket to another.
 *
 * @param interfaceName where it was seen
 * @param alsoOn other interfaces on which the very same datagrams were seen, as on a bridge and its port; they count once
 * @param source the sender's address and port
 * @param destination the receiver's address and port
 * @param meaning what it is for the camera
 * @param datagrams how many datagrams were seen
 * @param types how many RTCP packets of each type they held: SR, RR, SDES, BYE, PLI, FIR, NACK, REMB, OTHER
 * @param first when the first was captured
 * @param last when the last was captured
 */
public record RtcpFlow(
        String interfaceName,
        List<String> alsoOn,
        InetSocketAddress source,
        InetSocketAddress destination,
        Meaning meaning,
        long datagrams,
        SortedMap<String, Long> types,
        Instant first,
        Instant last) {
    /** Copies the list. */
    public RtcpFlow {
        alsoOn = List.copyOf(alsoOn);
    }

    /** Packets of a type in a second, from the first to the last datagram; 0 while one datagram is all there is. */
    public double perSecond(String type) {
        double seconds = Duration.between(first, last).toMillis() / 1_000.0;
        return seconds > 0 ? types.getOrDefault(type, 0L) / seconds : 0;
    }

    /** What a flow of RTCP is for a camera. */
    public enum Meaning {
        /** The camera's own reports. */
        FROM_CAMERA,
        /** Feedback that reaches the camera's link, addressed rightly. */
        DELIVERED,
        /**
         * Feedback on the right link for the port above the camera's RTP, though the camera sends its own from another; or
         * for a port that nobody names, while the camera sends none.
         */
        IN_DOUBT,
        /**
         * Feedback for the camera's address and port on another link than the one by which its RTP comes, and it is not
         * known to lead there; or on the same one for another station.
         */
        LINK_IN_DOUBT,
        /**
         * Feedback for the camera that reaches this host, or the upper one of two interfaces of it, and is not seen on the
         * one by which the camera's RTP comes.
         */
        NOT_FORWARDED,
        /** What reaches the camera's link, addressed rightly, and is no feedback: BYE alone, or SDES or APP. */
        FAREWELL,
        /** Feedback on an interface that does not lead to the camera. */
        TRAPPED,
        /** Feedback on the right link for another host. */
        WRONG_HOST,
        /** Feedback on the right link, to the camera's address, for a port on which it expects none. */
        WRONG_PORT
    }
}
