package dev.sightline.probe.judge;

/**
 * Counts the packets of an RTP stream by their sequence numbers (RFC 3550, A.1), for a live capture sees only those
 * whose number is a multiple of {@value #SAMPLED}. Not for several threads.
 */
final class SequenceCount {
    /** A kernel filter that samples lets one of so many packets pass. */
    static final int SAMPLED = 16;

    /** Until a source has sent this many packets in order, it may be a stray datagram. */
    private static final int PROBATION = 3;

    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_MISORDER = 400;
    private static final int NONE = -1;

    private long before;
    private long base;
    private long highest = NONE;
    private int bad = NONE;
    private int inOrder;
    private int lowBits = NONE;
    private boolean mixed;

    /** A packet of the same source as the one before. */
    void next(int sequence) {
        mixed |= lowBits != NONE && (sequence & (SAMPLED - 1)) != lowBits;
        lowBits = sequence & (SAMPLED - 1);
        if (highest == NONE) {
            begin(sequence);
            inOrder++;
            return;
        }
        int step = (sequence - (int) highest) & 0xffff;
        if (step > 0 && step < MAX_DROPOUT) {
            highest += step;
            inOrder++;
            bad = NONE;
        } else if (step != 0 && step < 0x10000 - MAX_MISORDER) {
            jump(sequence);
        }
    }

    /** One packet far off may be a stray; a second one that follows it shows that the sender began anew. */
    private void jump(int sequence) {
        int step = (sequence - bad) & 0xffff;
        if (bad != NONE && step > 0 && step < MAX_DROPOUT) {
            before += highest - base + 1;
            begin(bad);
            highest += step;
            bad = NONE;
        } else {
            bad = sequence;
        }
    }

    private void begin(int sequence) {
        base = sequence;
        highest = sequence;
    }

    /** Whether it is certainly RTP: enough packets came in order. */
    boolean isEstablished() {
        return inOrder >= PROBATION;
    }

    /** Packets sent from the first to the last number seen, whether or not they were captured. */
    long expected() {
        return before + (highest == NONE ? 0 : highest - base + 1);
    }

    /** Whether all that was seen fits a filter that samples. */
    boolean isSampled() {
        return !mixed && isEstablished();
    }
}
