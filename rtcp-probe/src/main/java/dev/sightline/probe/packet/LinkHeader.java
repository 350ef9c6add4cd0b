package dev.sightline.probe.packet;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What precedes the IP header in a captured frame.
 *
 * @param length octets of it, VLAN tags included
 * @param outgoing whether the capture marks the frame as sent by this host; Ethernet frames carry no such mark
 * @param incoming whether the capture marks the frame as received
 * @param loopback whether the frame says that it crossed a loopback device
 * @param interfaceIndex the interface's index where the frame carries it (LINUX_SLL2), else 0
 * @see <a href="https://www.tcpdump.org/linktypes.html">The link types and their headers</a>
 */
record LinkHeader(int length, boolean outgoing, boolean incoming, boolean loopback, int interfaceIndex) {
    private static final int ETHER_IPV4 = 0x0800;
    private static final int ETHER_IPV6 = 0x86dd;
    private static final int PACKET_OUTGOING = 4;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int MAX_TAGS = 4;

    /**
     * Reads the header of a frame. {@code DLT_RAW} is 12 in memory, 14 on one BSD and 101 in files.
     *
     * @return empty when the link type is unknown, the frame is too short, or it does not carry IP
     */
    static Optional<LinkHeader> read(int linkType, ByteBuf frame) {
        return switch (linkType) {
            case LinkType.ETHERNET -> ethernet(frame);
            case LinkType.LINUX_SLL -> cooked(frame);
            case LinkType.LINUX_SLL2 -> cooked2(frame);
            case LinkType.NULL, LinkType.LOOP -> bare(4);
            case 12, 14, 101, LinkType.IPV4, LinkType.IPV6 -> bare(0);
            default -> Optional.empty();
        };
    }

    private static Optional<LinkHeader> ethernet(ByteBuf frame) {
        return upToIp(frame, 12, 14).map(end -> new LinkHeader(end, false, false, false, 0));
    }

    /**
     * <pre>
     * packet type (2) | ARPHRD type (2) | address length (2) | address (8) | protocol (2)
     * </pre>
     */
    private static Optional<LinkHeader> cooked(ByteBuf frame) {
        return upToIp(frame, 14, 16).map(end -> cooked(end, frame.getUnsignedShort(0), frame.getUnsignedShort(2), 0));
    }

    /**
     * <pre>
     * protocol (2) | reserved (2) | interface index (4) | ARPHRD type (2) | packet type (1) | address length (1) | address (8)
     * </pre>
     */
    private static Optional<LinkHeader> cooked2(ByteBuf frame) {
        return upToIp(frame, 0, 20)
                .map(end -> cooked(end, frame.getUnsignedByte(10), frame.getUnsignedShort(8), frame.getInt(4)));
    }

    private static LinkHeader cooked(int length, int packetType, int hardware, int index) {
        boolean outgoing = packetType == PACKET_OUTGOING;
        return new LinkHeader(length, outgoing, !outgoing, hardware == ARPHRD_LOOPBACK, index);
    }

    /** The address family that NULL and LOOP begin with differs between systems; the IP version says the same. */
    private static Optional<LinkHeader> bare(int length) {
        return Optional.of(new LinkHeader(length, false, false, false, 0));
    }

    /** Where IP begins: behind the header and its VLAN tags, 802.1Q or 802.1ad, the outermost first. */
    private static Optional<Integer> upToIp(ByteBuf frame, int protocolAt, int headerLength) {
        if (frame.writerIndex() < headerLength) {
            return Optional.empty();
        }
        int protocol = frame.getUnsignedShort(protocolAt);
        int end = headerLength;
        for (int tags = 0; isTag(protocol) && tags < MAX_TAGS; tags++) {
            if (frame.writerIndex() < end + 4) {
                return Optional.empty();
            }
            protocol = frame.getUnsignedShort(end + 2);
            end += 4;
        }
        return protocol == ETHER_IPV4 || protocol == ETHER_IPV6 ? Optional.of(end) : Optional.empty();
    }

    private static boolean isTag(int protocol) {
        return protocol == 0x8100 || protocol == 0x88a8 || protocol == 0x9100;
    }
}
