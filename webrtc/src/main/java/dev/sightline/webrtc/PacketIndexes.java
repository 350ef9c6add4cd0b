package dev.sightline.webrtc;

/**
 * Which packet indexes of one SSRC were used: the sender's guard against using a key stream twice, the receiver's replay
 * list (RFC 3711, sections 3.3.1 and 3.3.2). A window of 64; what is older counts as used.
 */
final class PacketIndexes {
    private static final int WINDOW = 64;

    private long highest = -1;
    private long used; // bit n: highest - n

    /**
     * The 48-bit index of an RTP packet, from its sequence number and what was seen before.
     *
     * @return negative when the sequence number lies before the first one
     */
    long indexOf(int sequenceNumber) {
        if (highest < 0) {
            return sequenceNumber;
        }
        long rollovers = highest >>> 16;
        int last = (int) highest & 0xFFFF;
        if (last < 0x8000) {
            rollovers -= sequenceNumber - last > 0x8000 ? 1 : 0;
        } else {
            rollovers += last - 0x8000 > sequenceNumber ? 1 : 0;
        }
        return (rollovers << 16) + sequenceNumber;
    }

    boolean isFresh(long index) {
        if (index > highest) {
            return true;
        }
        long age = highest - index;
        return index >= 0 && age < WINDOW && (used & (1L << age)) == 0;
    }

    void markUsed(long index) {
        if (index > highest) {
            long step = index - highest;
            used = step < WINDOW ? (used << step) | 1 : 1;
            highest = index;
        } else {
            used |= 1L << (highest - index);
        }
    }
}
