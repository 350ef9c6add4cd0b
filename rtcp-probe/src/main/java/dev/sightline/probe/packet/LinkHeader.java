package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;
import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u48;
import static dev.sightline.probe.packet.Octets.u8;

/**
 * What precedes the IP header in a captured frame. One object reads frame after frame.
 *
 * @see <a href="https://www.tcpdump.org/linktypes.html">The link types and their headers</a>
 */
final class LinkHeader {
    private static final int ETHER_IPV4 = 0x0800;
    private static final int ETHER_IPV6 = 0x86dd;
    private static final int ETHER_PPPOE = 0x8864;
    private static final int PPPOE_HEADER = 6;
    private static final int PPP_IPV4 = 0x21;
    private static final int PPP_IPV6 = 0x57;
    private static final int PACKET_OTHERHOST = 3;
    private static final int PACKET_OUTGOING = 4;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int ADDRESS = 6;
    private static final int MAX_TAGS = 4;
    private static final int VLAN_BITS = 12;
    private static final int NOWHERE = -1;
    private static final int NO_IP = -1;

    private byte[] frame = {};
    private int end;
    private int ip;
    private boolean outgoing;
    private boolean incoming;
    private boolean forAnother;
    private boolean loopback;
    private boolean perhapsLoopback;
    private boolean bare;
    private int interfaceIndex;
    private int sender;
    private int receiver;
    private long vlans;
    private final LinkEndsCache ends = new LinkEndsCache();

    /**
     * Reads the header of the frame in {@code octets} from {@code start} to {@code end}. {@code DLT_RAW} is 12 in
     * memory, 14 on one BSD and 101 in files.
     *
     * @return false when the link type is unknown, the frame is too short, or it does not carry IP
     */
    boolean read(int linkType, byte[] octets, int start, int frameEnd) {
        frame = octets;
        end = frameEnd;
        outgoing = false;
        incoming = false;
        forAnother = false;
        loopback = false;
        perhapsLoopback = linkType == LinkType.NULL || linkType == LinkType.LOOP;
        bare = isBare(linkType);
        interfaceIndex = 0;
        sender = NOWHERE;
        receiver = NOWHERE;
        vlans = 0;
        ip = switch (linkType) {
            case LinkType.ETHERNET -> ethernet(start);
            case LinkType.LINUX_SLL -> cooked(start);
            case LinkType.LINUX_SLL2 -> cooked2(start);
            case LinkType.NULL, LinkType.LOOP -> bsdLoopback(start);
            case LinkType.PPP_ETHER -> pppoe(start);
            default -> bare ? start : NO_IP;
        };
        return ip != NO_IP;
    }

    private static boolean isBare(int linkType) {
        return switch (linkType) {
            case 12, 14, 101, LinkType.IPV4, LinkType.IPV6 -> true;
            default -> false;
        };
    }

    /** Where the IP header begins. */
    int ip() {
        return ip;
    }

    /** Whether the capture marks the frame as sent by this host; Ethernet frames carry no such mark. */
    boolean outgoing() {
        return outgoing;
    }

    /** Whether the capture marks the frame as received. */
    boolean incoming() {
        return incoming;
    }

    /** Whether the capture marks the frame as one for another host's link address. */
    boolean forAnother() {
        return forAnother;
    }

    /** Whether the frame says that it crossed a loopback device. */
    boolean loopback() {
        return loopback;
    }

    /** Whether the link type is that of BSD's loopback devices, which its tunnels have too. */
    boolean perhapsLoopback() {
        return perhapsLoopback;
    }

    /** Whether the link type is that of IP without any header before it. */
    boolean isBare() {
        return bare;
    }

    /** The interface's index where the frame carries it (LINUX_SLL2), else 0. */
    int interfaceIndex() {
        return interfaceIndex;
    }

    /** Between which stations it went, as far as the header says. */
    LinkEnds ends() {
        return loopback || sender == NOWHERE
                ? LinkEnds.UNKNOWN
                : ends.of(u48(frame, sender), receiver == NOWHERE ? 0 : u48(frame, receiver), vlans);
    }

    private int ethernet(int start) {
        if (end - start < 14) {
            return NO_IP;
        }
        receiver = start;
        sender = start + ADDRESS;
        loopback = isZero(start, 12); // only a loopback device sends from and to no address
        return toIp(u16(frame, start + 12), start + 14);
    }

    private boolean isZero(int from, int length) {
        int at = from;
        while (at < from + length && frame[at] == 0) {
            at++;
        }
        return at == from + length;
    }

    /**
     * <pre>
     * packet type (2) | ARPHRD type (2) | address length (2) | address (8) | protocol (2)
     * </pre>
     */
    private int cooked(int start) {
        if (end - start < 16) {
            return NO_IP;
        }
        marks(u16(frame, start), u16(frame, start + 2));
        sentBy(u16(frame, start + 2), u16(frame, start + 4), start + 6);
        return toIp(u16(frame, start + 14), start + 16);
    }

    /**
     * <pre>
     * protocol (2) | reserved (2) | interface index (4) | ARPHRD type (2) | packet type (1) | address length (1) | address (8)
     * </pre>
     */
    private int cooked2(int start) {
        if (end - start < 20) {
            return NO_IP;
        }
        marks(u8(frame, start + 10), u16(frame, start + 8));
        sentBy(u16(frame, start + 8), u8(frame, start + 11), start + 12);
        interfaceIndex = i32(frame, start + 4);
        return toIp(u16(frame, start), start + 20);
    }

    private void marks(int packetType, int hardware) {
        outgoing = packetType == PACKET_OUTGOING;
        incoming = !outgoing;
        forAnother = packetType == PACKET_OTHERHOST;
        loopback = hardware == ARPHRD_LOOPBACK;
    }

    /** Of the stations the cooked headers tell the sender alone. */
    private void sentBy(int hardware, int length, int at) {
        if (hardware == ARPHRD_ETHER && length == ADDRESS) {
            sender = at;
        }
    }

    /** The address family differs between systems, and NULL has it in the order of the host that captured. */
    private int bsdLoopback(int start) {
        if (end - start < 4) {
            return NO_IP;
        }
        int family = i32(frame, start);
        return isIp(family) || isIp(Integer.reverseBytes(family)) ? start + 4 : NO_IP;
    }

    private static boolean isIp(int family) {
        return switch (family) {
            case 2, 10, 24, 28, 30 -> true;
            default -> false;
        };
    }

    /** Where IP begins: behind the VLAN tags, 802.1Q or 802.1ad, the outermost first, and PPPoE (RFC 2516). */
    private int toIp(int outermost, int behind) {
        int protocol = outermost;
        int at = behind;
        for (int tags = 0; LinkEnds.isVlanTag(protocol) && tags < MAX_TAGS; tags++) {
            if (end - at < 4) {
                return NO_IP;
            }
            vlans = vlans << VLAN_BITS | (u16(frame, at) & 0xfff);
            protocol = u16(frame, at + 2);
            at += 4;
        }
        if (protocol == ETHER_PPPOE) {
            return pppoe(at);
        }
        return protocol == ETHER_IPV4 || protocol == ETHER_IPV6 ? at : NO_IP;
    }

    /** The PPP protocol behind it may be cut to one octet, which is then odd (RFC 1661, 6.5). */
    private int pppoe(int start) {
        int ppp = start + PPPOE_HEADER;
        if (end - ppp < 2 || u8(frame, start + 1) != 0) {
            return NO_IP;
        }
        boolean compressed = (frame[ppp] & 1) != 0;
        int protocol = compressed ? u8(frame, ppp) : u16(frame, ppp);
        int behind = compressed ? ppp + 1 : ppp + 2;
        return protocol == PPP_IPV4 || protocol == PPP_IPV6 ? behind : NO_IP;
    }
}
