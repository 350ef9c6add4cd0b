package dev.sightline.probe.capture;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.LinkType;

/**
 * What the kernel hands over, as an expression of libpcap. By port and never by host: trapped RTCP goes to a host that
 * nobody expects. On the media ports it passes
 *
 * <ul>
 *   <li>all RTCP: version 2, second octet 192 to 223 (RFC 5761, 4),
 *   <li>of RTP one packet in so many, by its sequence number, or all of it: how many were sent can still be told, and
 *       52,000 packets a second cost no more than a few thousand,
 *   <li>STUN and DTLS, which begin with an octet below 64 (RFC 7983, 7): they tell a viewer's transport from a camera's.
 * </ul>
 *
 * and, whatever the ports, the ICMP errors, the fragments of UDP, whose ports only the first one carries, and RTCP that
 * leaves: this host, or a relay on it, may give the media server's another port. IPv6 with extension headers passes
 * unsampled: its ports are at no fixed place.
 */
final class CaptureFilter {
    /** Where a UDP payload begins, counted from the UDP header, and from an IPv6 header: libpcap's udp[] is IPv4 alone. */
    private static final String IPV4_PAYLOAD = "udp";

    private static final int IPV4_OFFSET = 8;
    private static final int IPV4_LENGTH = 4;
    private static final String IPV6_PAYLOAD = "ip6";
    private static final int IPV6_OFFSET = 48;
    private static final int IPV6_LENGTH = 44;

    /** Where only what leaves is asked for: said last, for outside the kernel nobody can tell, and nothing more is read. */
    static final String LEAVING = " and outbound";

    private CaptureFilter() {}

    /**
     * For those who read a file of what passed: of these ports all RTCP does, whatever the sample of the RTP; of others
     * nothing can be missed.
     */
    static String inShort(PortRange ports) {
        return "udp portrange " + ports + " or icmp or icmp6";
    }

    /** For people who read such a file: what the expression of {@link #inShort} does not say. */
    static String inWords(CaptureLimits limits) {
        return "sightline-probe kept of these ports all RTCP, STUN and DTLS, and of RTP the headers without the media; where"
                + " more than " + limits.mostWhole()
                + " packets of RTP a second come by this interface, and in the first"
                + " half second, only each " + limits.rtpSampling()
                + "th by its sequence number, so that gaps are no loss; of other ports RTCP that leaves; ICMP errors;"
                + " fragments of UDP";
    }

    /**
     * The expression for one kind of link. In an expression each {@code vlan} moves what follows it behind one more tag,
     * so a tagged frame and one with two tags need the whole of it again.
     *
     * @param sampling one RTP packet in this many passes; a power of two, at most 256; 1: all do
     */
    static String expression(PortRange ports, int linkType, int sampling) {
        String plain = "(" + ipv4(ports, sampling) + " or " + ipv6(ports, sampling) + ")";
        return linkType == LinkType.ETHERNET
                ? plain + " or (vlan and (" + plain + " or (vlan and " + plain + ")))"
                : plain;
    }

    private static String ipv4(PortRange ports, int sampling) {
        return "(ip and (" + media(ports, sampling, IPV4_PAYLOAD, IPV4_OFFSET)
                + " or (ip proto 17 and (ip[6:2] & 0x1fff != 0))"
                + " or (icmp and (icmp[0] = 3 or icmp[0] = 11 or icmp[0] = 12))"
                + " or " + leavingRtcp(IPV4_PAYLOAD, IPV4_OFFSET, IPV4_LENGTH) + "))";
    }

    private static String ipv6(PortRange ports, int sampling) {
        return "(ip6 and ((ip6[6] = 17 and (" + media(ports, sampling, IPV6_PAYLOAD, IPV6_OFFSET)
                + " or " + leavingRtcp(IPV6_PAYLOAD, IPV6_OFFSET, IPV6_LENGTH) + "))"
                + " or (ip6[6] = 44 and ip6[40] = 17)"
                + " or (ip6[6] = 58 and ip6[40] < 128)"
                + " or ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 51 or ip6[6] = 60))";
    }

    private static String media(PortRange ports, int sampling, String header, int payload) {
        String first = header + "[" + payload + "]";
        String second = header + "[" + (payload + 1) + "]";
        String sequenceLow = header + "[" + (payload + 3) + "]";
        String version2 = first + " & 0xc0 = 0x80";
        String passing = sampling == 1
                ? version2
                : version2 + " and (" + second + " & 0xe0 = 0xc0 or " + sequenceLow + " & " + (sampling - 1) + " = 0)";
        return "(udp portrange " + ports + " and (" + first + " < 64 or (" + passing + ")))";
    }

    /**
     * Version 2 and the types that feedback has (200 to 207: RFC 3550, 4585 and 3611), in a first packet that is no longer
     * than the datagram, so that next to nothing else passes. RTP fails at the first comparison.
     *
     * @param length where the length of the UDP datagram stands
     */
    private static String leavingRtcp(String header, int payload, int length) {
        return "(" + header + "[" + payload + ":2] & 0xc0f8 = 0x80c8"
                + " and " + header + "[" + (payload + 2) + ":2] * 4 + 12 <= " + header + "[" + length + ":2]"
                + LEAVING + ")";
    }
}
