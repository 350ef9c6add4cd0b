package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;
import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import java.util.Arrays;

/** An IP header with its extensions. One object reads packet after packet. */
final class IpHeader {
    static final int ICMP = 1;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    /** RFC 4303 and RFC 4302. */
    static final int ESP = 50;

    static final int AUTHENTICATION = 51;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int EXTENSION_HEADER = 8;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;

    private int protocol;
    private int source;
    private int destination;
    private int addressLength;
    private int payload;
    private int end;
    private int hopLimit;
    private int identification;
    private int fragmentOffset;
    private boolean moreFragments;

    /**
     * Reads the packet in {@code octets} from {@code start}, captured up to {@code captured}.
     *
     * @return false when it is not IP, is malformed or is cut within the header
     */
    boolean read(byte[] octets, int start, int captured) {
        if (start >= captured) {
            return false;
        }
        return switch (u8(octets, start) >> 4) {
            case 4 -> ipv4(octets, start, captured);
            case 6 -> ipv6(octets, start, captured);
            default -> false;
        };
    }

    /** RFC 791, 3.1. */
    private boolean ipv4(byte[] octets, int start, int captured) {
        int header = 4 * (octets[start] & 0x0f);
        if (header < IPV4_HEADER || captured - start < header) {
            return false;
        }
        int flags = u16(octets, start + 6);
        protocol = u8(octets, start + 9);
        hopLimit = u8(octets, start + 8);
        addresses(start + 12, 4);
        identification = u16(octets, start + 4);
        fragmentOffset = 8 * (flags & 0x1fff);
        moreFragments = (flags & 0x2000) != 0;
        payload = start + header;
        end = end(start, u16(octets, start + 2), captured);
        return end >= payload;
    }

    /** RFC 8200, 3 and 4. */
    private boolean ipv6(byte[] octets, int start, int captured) {
        if (captured - start < IPV6_HEADER) {
            return false;
        }
        int length = u16(octets, start + 4);
        hopLimit = u8(octets, start + 7);
        addresses(start + 8, 16);
        identification = 0;
        fragmentOffset = 0;
        moreFragments = false;
        end = end(start, length == 0 ? 0 : IPV6_HEADER + length, captured);
        return extensions(octets, u8(octets, start + 6), start + IPV6_HEADER);
    }

    private boolean extensions(byte[] octets, int first, int start) {
        int next = first;
        int at = start;
        while (fragmentOffset == 0 && isExtension(next)) {
            if (end - at < EXTENSION_HEADER) {
                return false;
            }
            if (next == FRAGMENT) {
                fragmentOffset = u16(octets, at + 2) & 0xfff8;
                moreFragments = (octets[at + 3] & 1) != 0;
                identification = i32(octets, at + 4);
            }
            int length = extensionLength(next, u8(octets, at + 1));
            next = u8(octets, at);
            at += length;
        }
        protocol = next;
        payload = at;
        return payload <= end;
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTHENTICATION
                || header == DESTINATION_OPTIONS;
    }

    private static int extensionLength(int header, int length) {
        return switch (header) {
            case FRAGMENT -> 8;
            case AUTHENTICATION -> 4 * (length + 2);
            default -> 8 * (length + 1);
        };
    }

    /** A host that segments in its network card captures packets whose length is 0 (RFC 2675, 1). */
    private static int end(int start, int length, int captured) {
        return length == 0 ? captured : Math.min(captured, start + length);
    }

    private void addresses(int at, int length) {
        source = at;
        destination = at + length;
        addressLength = length;
    }

    /** What it carries; of a later fragment, what the whole carries. */
    int protocol() {
        return protocol;
    }

    /** Where the source address lies. */
    int source() {
        return source;
    }

    /** Where the destination address lies. */
    int destination() {
        return destination;
    }

    /** 4 or 16. */
    int addressLength() {
        return addressLength;
    }

    /** Whether a host sends it to itself: from and to one address, or to an address of 127.0.0.0/8 (RFC 1122, 3.2.1.3). */
    boolean isToItself(byte[] octets) {
        boolean same =
                Arrays.equals(octets, source, source + addressLength, octets, destination, destination + addressLength);
        return same || (addressLength == 4 && octets[destination] == 127);
    }

    /** Where what it carries begins. */
    int payload() {
        return payload;
    }

    /** Where what was captured of it ends. */
    int end() {
        return end;
    }

    /** How many routers more it may cross: in IPv4, its time to live. */
    int hopLimit() {
        return hopLimit;
    }

    /** What the fragments of one packet share. */
    int identification() {
        return identification;
    }

    /** Where in the whole packet's payload this fragment belongs, in octets. */
    int fragmentOffset() {
        return fragmentOffset;
    }

    /** Whether more fragments follow behind this one. */
    boolean moreFragments() {
        return moreFragments;
    }

    boolean isFragment() {
        return moreFragments || fragmentOffset != 0;
    }
}
