package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;
import static dev.sightline.probe.packet.Octets.u16;

/**
 * Finds RTP packets that were captured as one datagram: a host that lets its network card cut or join datagrams (GSO,
 * GRO) captures them joined. All are of one size but the last, which may be shorter.
 */
final class MergedRtp {
    /** Payloads up to this size hold one packet. */
    static final int SMALLEST = 24;

    private static final int HEADER = 12;
    private static final int SSRC = 8;

    /** What Linux joins at most, and what no link carries unless it is cut. */
    private static final int LARGEST_SEGMENT = 9_216;

    private MergedRtp() {}

    /**
     * The size of the packets of which the datagram consists; 0 when it is one packet, or no RTP. Their headers tell:
     * the same source and payload type, and sequence numbers that follow one another.
     *
     * @param start where the datagram's payload begins
     * @param end where what was captured of it ends
     */
    static int segmentSize(byte[] octets, int start, int end) {
        if (end - start < 2 * HEADER || !isRtp(octets, start)) {
            return 0;
        }
        byte first = octets[start + SSRC];
        byte second = octets[start + SSRC + 1];
        byte third = octets[start + SSRC + 2];
        byte fourth = octets[start + SSRC + 3];
        int last = Math.min(end, start + LARGEST_SEGMENT) - 1;
        int at = start + 2 * HEADER - 1; // the last octet of the next source, if the next packet begins at once
        while (at <= last) {
            byte octet = octets[at];
            if (octet == fourth) {
                int next = at - HEADER + 1;
                if (octets[at - 1] == third && follow(octets, start, next - start, end)) {
                    return next - start;
                }
                at++;
            } else if (octet == third) {
                at++;
            } else {
                at += octet == second ? 2 : octet == first ? 3 : 4; // no source ends before (Horspool's search)
            }
        }
        return 0;
    }

    /** Whether every captured header at a multiple of {@code size} continues the first. */
    private static boolean follow(byte[] octets, int start, int size, int end) {
        int count = 1;
        for (int at = start + size; at <= end - HEADER; at += size) {
            if (!continues(octets, start, at, count)) {
                return false;
            }
            count++;
        }
        return true;
    }

    private static boolean continues(byte[] octets, int first, int at, int count) {
        return isRtp(octets, at)
                && i32(octets, at + 8) == i32(octets, first + 8)
                && (octets[at + 1] & 0x7f) == (octets[first + 1] & 0x7f)
                && u16(octets, at + 2) == ((u16(octets, first + 2) + count) & 0xffff);
    }

    private static boolean isRtp(byte[] octets, int at) {
        int type = octets[at + 1] & 0xff;
        return (octets[at] & 0xc0) == 0x80 && (type < 192 || type > 223);
    }
}
