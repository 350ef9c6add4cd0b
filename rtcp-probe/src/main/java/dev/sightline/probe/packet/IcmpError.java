package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * An ICMP or ICMPv6 error about a UDP datagram: the network's answer that it could not be delivered.
 *
 * @param at when it was captured
 * @param interfaceName on which interface
 * @param direction which way the error went
 * @param kind what could not be done
 * @param reporter who says so: the receiver itself, or a router on the way
 * @param source the undelivered datagram's sender, as quoted in the error
 * @param destination the socket that it was sent to, likewise
 * @param sender the SSRC of the sender, if the datagram was RTCP (RFC 3550, 6.4) and so much of it is quoted: whoever did
 *     not see the datagram does not know it
 * @param hopLimit what is left of the hop limit of the packet that holds the error; 0: not known
 * @param ends between which stations of its link the error went
 * @see <a href="https://www.rfc-editor.org/rfc/rfc792">RFC 792</a>, <a href="https://www.rfc-editor.org/rfc/rfc1812#section-5.2.7">RFC
 *     1812, 5.2.7</a> and <a href="https://www.rfc-editor.org/rfc/rfc4443#section-3">RFC 4443, 3</a>
 */
public record IcmpError(
        Instant at,
        String interfaceName,
        Direction direction,
        Kind kind,
        InetAddress reporter,
        InetSocketAddress source,
        InetSocketAddress destination,
        Optional<Long> sender,
        int hopLimit,
        LinkEnds ends) {
    /** What could not be done. */
    public enum Kind {
        /** The host is there, but nothing listens on the port, or it takes no UDP at all. */
        PORT_UNREACHABLE,
        /** The host does not answer on its link, or is not known. */
        HOST_UNREACHABLE,
        /** No route leads to the host's network. */
        NETWORK_UNREACHABLE,
        /** A firewall or a rule on the way refuses it. */
        PROHIBITED,
        /** It was larger than a link on the way carries, and might not be cut. */
        TOO_BIG,
        /** Its hop limit ran out, being too small or in a routing loop. */
        TIME_EXCEEDED,
        /** Its fragments did not all arrive in time. */
        FRAGMENTS_MISSING,
        /** Another error. */
        OTHER
    }
}
