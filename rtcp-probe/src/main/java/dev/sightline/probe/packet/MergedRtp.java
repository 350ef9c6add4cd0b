package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;
import static dev.sightline.probe.packet.Octets.u16;
import static dev.sightline.probe.packet.Octets.u8;

import dev.sightline.rtp.RtcpType;
import java.util.Arrays;

/**
 * Finds RTP packets that were captured as one datagram: a host that lets its network card cut or join datagrams (GSO,
 * GRO) captures them joined. All are of one size but the last, which may be shorter. Not for several threads.
 */
final class MergedRtp {
    /** Payloads up to this size hold one packet. */
    static final int SMALLEST = 24;

    private static final int HEADER = 12;
    private static final int SSRC = 8;

    /** What Linux joins at most, and what no link carries unless it is cut. */
    private static final int LARGEST_SEGMENT = 9_216;

    /** What a link of Ethernet carries in one frame, which is what most joined datagrams exceed. */
    private static final int LARGEST_ON_ETHERNET = 1_472;

    /** Searching through this much costs no more than the rest of the work on a frame. */
    private static final int QUICKLY_SEARCHED = 256;

    private boolean found;

    /** How far an octet lets the search for a source of four octets go on (Horspool's search). */
    private final byte[] steps = new byte[256];

    MergedRtp() {
        Arrays.fill(steps, (byte) 4);
    }

    /**
     * The size of the packets of which the datagram consists; 0 when it is one packet, or no RTP. Their headers tell:
     * the same source and payload type, and sequence numbers that follow one another. A datagram that fits into one frame
     * is searched for short packets only, until another was found to be joined: before, nearly all are one packet.
     *
     * @param start where the datagram's payload begins
     * @param end where what was captured of it ends
     */
    int segmentSize(byte[] octets, int start, int end) {
        int length = end - start;
        if (length < 2 * HEADER || !isRtp(octets, start)) {
            return 0;
        }
        int searched = found || length > LARGEST_ON_ETHERNET ? LARGEST_SEGMENT : QUICKLY_SEARCHED;
        for (int octet = 0; octet < 4; octet++) {
            steps[u8(octets, start + SSRC + octet)] = (byte) (3 - octet);
        }
        int size = search(octets, start, end, start + searched);
        for (int octet = 0; octet < 4; octet++) {
            steps[u8(octets, start + SSRC + octet)] = 4;
        }
        found |= size > 0;
        return size;
    }

    private int search(byte[] octets, int start, int end, int limit) {
        int last = Math.min(end, limit) - 1;
        int at = start + 2 * HEADER - 1; // the last octet of the next source, if the next packet begins at once
        while (at <= last) {
            int step = steps[octets[at] & 0xff];
            if (step == 0) {
                int size = at + 1 - HEADER - start;
                if (follow(octets, start, size, end)) {
                    return size;
                }
                step = 1;
            }
            at += step;
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

    /** The header of the packet that follows the first of its datagram after so many. */
    static byte[] header(byte[] octets, int start, int after) {
        byte[] header = Arrays.copyOfRange(octets, start, start + HEADER);
        int sequence = u16(octets, start + 2) + after;
        header[2] = (byte) (sequence >> 8);
        header[3] = (byte) sequence;
        return header;
    }

    private static boolean isRtp(byte[] octets, int at) {
        return (octets[at] & 0xc0) == 0x80 && !RtcpType.isRtcp(octets[at + 1] & 0xff);
    }
}
