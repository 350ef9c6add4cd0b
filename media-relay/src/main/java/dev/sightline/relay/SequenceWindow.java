package dev.sightline.relay;

/**
 * Extends the sequence numbers of one stream over their wraps and lets each of them pass once. What it refuses would otherwise
 * reach a viewer as a second packet under one SRTP index.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.1">RFC 3550, A.1</a>
 */
final class SequenceWindow {
    /** What {@link #accept} gives for a duplicate and a packet that is far too late. */
    static final long REFUSED = -1;
    /** What {@link #accept} gives when the sender has started over: a new window is needed. */
    static final long RESTARTED = -2;
    /** What {@link #accept} gives for the first packet of a jump: garbage, or the beginning of what is called restarted by the next. */
    static final long UNPROVEN = -3;

    private static final int MAX_DROPOUT = 3_000;
    private static final int MODULO = 1 << 16;
    /** Late packets that still pass; a multiple of 64. */
    private static final int SIZE = 1_024;

    private final long[] seen = new long[SIZE / 64];
    private long highest;
    private int expectedAfterJump = -1;

    /** Begins with the first packet of the stream, which counts as accepted. */
    SequenceWindow(int first) {
        highest = (long) MODULO + first; // one turn ahead, so that a late packet of before is not negative
        mark(highest);
    }

    /** The extended number of the first packet. */
    long highest() {
        return highest;
    }

    /** The extended number of the packet, or {@link #REFUSED}, {@link #UNPROVEN} or {@link #RESTARTED}. */
    long accept(int sequenceNumber) {
        int ahead = (sequenceNumber - (int) highest) & 0xffff;
        if (ahead != 0 && ahead < MAX_DROPOUT) {
            expectedAfterJump = -1;
            advance(highest + ahead);
            return highest;
        }
        int behind = (MODULO - ahead) & 0xffff;
        if (behind < SIZE) {
            return acceptLate(highest - behind);
        }
        if (sequenceNumber == expectedAfterJump) {
            return RESTARTED;
        }
        expectedAfterJump = (sequenceNumber + 1) & 0xffff;
        return UNPROVEN;
    }

    private long acceptLate(long extended) {
        if (isMarked(extended)) {
            return REFUSED;
        }
        mark(extended);
        return extended;
    }

    private void advance(long to) {
        if (to - highest >= SIZE) {
            java.util.Arrays.fill(seen, 0);
        } else {
            for (long between = highest + 1; between < to; between++) {
                seen[word(between)] &= ~bit(between);
            }
        }
        highest = to;
        mark(to);
    }

    private boolean isMarked(long extended) {
        return (seen[word(extended)] & bit(extended)) != 0;
    }

    private void mark(long extended) {
        seen[word(extended)] |= bit(extended);
    }

    private static int word(long extended) {
        return (int) (extended & (SIZE - 1)) >> 6;
    }

    private static long bit(long extended) {
        return 1L << (extended & 63);
    }
}
