package dev.sightline.probe.judge.seen;

/**
 * Counts the packets of an RTP stream by their sequence numbers (RFC 3550, A.1), for where many come a live capture sees
 * only those whose number is a multiple of {@value #SAMPLED}. Not for several threads.
 */
public final class SequenceCount {
    /** A kernel filter that samples lets one of so many packets pass. */
    public static final int SAMPLED = 16;

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
    private long skipped;
    private boolean skips;

    /**
     * A packet of the same source as the one before.
     *
     * @return by how much its sequence number is the highest now; 0 where it is not
     */
    int next(int sequence) {
        if (highest == NONE) {
            begin(sequence);
            inOrder++;
            return 1;
        }
        int step = (sequence - (int) highest) & 0xffff;
        if (step > 0 && step < MAX_DROPOUT) {
            skips = isOfASample(sequence) && isOfASample((int) highest);
            skipped += skips ? step - 1 : 0;
            highest += step;
            inOrder++;
            bad = NONE;
            return step;
        }
        if (step != 0 && step < 0x10000 - MAX_MISORDER) {
            jump(sequence);
        }
        return 0;
    }

    private static boolean isOfASample(int sequence) {
        return (sequence & (SAMPLED - 1)) == 0;
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

    /** The highest sequence number, 16 bits. */
    int highest() {
        return (int) highest & 0xffff;
    }

    /** Packets sent from the first to the last number seen, whether or not they were captured. */
    long expected() {
        return before + (highest == NONE ? 0 : highest - base + 1);
    }

    /** Whether a filter that samples left out what was between the last two. */
    boolean skips() {
        return skips;
    }

    /** Packets that were seen in order, and those that such a filter left out between them. */
    long passed() {
        return inOrder + skipped;
    }

    /** How many packets such a filter left out. */
    long skipped() {
        return skipped;
    }
}
