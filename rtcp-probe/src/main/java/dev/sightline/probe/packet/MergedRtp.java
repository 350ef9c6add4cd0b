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
        byte first = octets[start + 8];
        byte second = octets[start + 9];
        int last = Math.min(end - HEADER, start + LARGEST_SEGMENT);
        for (int at = start + HEADER; at <= last; at++) {
            if (octets[at + 8] == first && octets[at + 9] == second && follow(octets, start, at - start, end)) {
                return at - start;
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
