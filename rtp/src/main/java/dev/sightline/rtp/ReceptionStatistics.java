package dev.sightline.rtp;

/**
 * What a receiver counts for one source and reports about it: RFC 3550, appendices A.1 (sequence numbers), A.3 (loss)
 * and A.8 (jitter). Not thread-safe: belongs to the event loop that receives the source.
 *
 * <p>A source is valid after two packets in sequence; the first of them is not counted. A jump of 3000 packets or
 * more starts over when the next packet follows in sequence: the sender was restarted.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.1">RFC 3550, A.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.3">RFC 3550, A.3</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#appendix-A.8">RFC 3550, A.8</a>
 */
public final class ReceptionStatistics {
    private static final int SEQUENCE_MODULO = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int MIN_SEQUENTIAL = 2;
    private static final int NO_SEQUENCE = SEQUENCE_MODULO + 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int clockRate;

    private int probation = MIN_SEQUENTIAL;
    private int highest = -1;
    private int cycles;
    private int base;
    private int restartCandidate = NO_SEQUENCE;
    private long received;
    private long expectedAtLastReport;
    private long receivedAtLastReport;

    private boolean hasTransit;
    private int transit;
    /** Sixteen times the jitter, so that the running average needs no floating point (A.8). */
    private long jitterTimes16;

    /**
     * @param clockRate of the payload's RTP timestamps, in Hz
     */
    public ReceptionStatistics(int clockRate) {
        if (clockRate <= 0) {
            throw new IllegalArgumentException("clock rate is " + clockRate + " Hz, expected a positive one");
        }
        this.clockRate = clockRate;
    }

    /**
     * Counts one packet.
     *
     * @param sequenceNumber 0 to 65535
     * @param rtpTimestamp 32 bits, in clock units
     * @param arrivalNanos on any clock that only goes forward, such as {@link System#nanoTime()}
     * @return whether the packet was counted: not while the source is unproven, nor on the first packet of a jump
     */
    public boolean received(int sequenceNumber, long rtpTimestamp, long arrivalNanos) {
        if (!updateSequence(sequenceNumber & 0xffff)) {
            return false;
        }
        updateJitter((int) rtpTimestamp, arrivalNanos);
        return true;
    }

    private boolean updateSequence(int sequenceNumber) {
        if (highest < 0) {
            restart(sequenceNumber);
            probation = MIN_SEQUENTIAL - 1;
            return false;
        }
        int delta = (sequenceNumber - highest) & 0xffff;
        if (probation > 0) {
            return prove(sequenceNumber, delta == 1);
        }
        if (delta < MAX_DROPOUT) {
            if (sequenceNumber < highest) {
                cycles++;
            }
            highest = sequenceNumber;
        } else if (delta <= SEQUENCE_MODULO - MAX_MISORDER) {
            if (sequenceNumber != restartCandidate) {
                restartCandidate = (sequenceNumber + 1) & 0xffff;
                return false;
            }
            restart(sequenceNumber);
        }
        // Otherwise a duplicate or a late packet: counted as received, which is what balances the loss.
        received++;
        return true;
    }

    private boolean prove(int sequenceNumber, boolean inSequence) {
        if (!inSequence) {
            probation = MIN_SEQUENTIAL - 1;
            highest = sequenceNumber;
            return false;
        }
        probation--;
        highest = sequenceNumber;
        if (probation > 0) {
            return false;
        }
        restart(sequenceNumber);
        received++;
        return true;
    }

    private void restart(int sequenceNumber) {
        base = sequenceNumber;
        highest = sequenceNumber;
        restartCandidate = NO_SEQUENCE;
        cycles = 0;
        received = 0;
        expectedAtLastReport = 0;
        receivedAtLastReport = 0;
        hasTransit = false;
    }

    private void updateJitter(int rtpTimestamp, long arrivalNanos) {
        long seconds = Math.floorDiv(arrivalNanos, NANOS_PER_SECOND);
        long nanos = Math.floorMod(arrivalNanos, NANOS_PER_SECOND);
        int arrival = (int) (seconds * clockRate + nanos * clockRate / NANOS_PER_SECOND);
        int newTransit = arrival - rtpTimestamp;
        if (hasTransit) {
            long difference = Math.abs((long) (newTransit - transit));
            jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
        }
        hasTransit = true;
        transit = newTransit;
    }

    /** Whether two packets in sequence were seen: before that there is nothing to report. */
    public boolean isValid() {
        return probation == 0;
    }

    /** Packets received, duplicates and late ones included. */
    public long received() {
        return received;
    }

    /** Packets that should have come, by the sequence numbers seen. */
    public long expected() {
        return isValid() ? highestSequence() - base + 1 : 0;
    }

    /** Packets lost since the beginning; negative when there were more duplicates than losses. */
    public long lost() {
        return expected() - received;
    }

    /** In units of the RTP clock. */
    public long jitter() {
        return jitterTimes16 >> 4;
    }

    /** Highest sequence number, counted on through its wraps: low 16 bits the number, above them the wraps. */
    public long highestSequence() {
        return (long) cycles * SEQUENCE_MODULO + Math.max(highest, 0);
    }

    /**
     * The block of the next report; the fraction lost speaks of the time since the previous call.
     *
     * @param ssrc of the source
     * @param lastSr {@link NtpTime#middle32 middle 32 bits} of its last sender report, 0 when there was none
     * @param delaySinceLastSr 1/65536 s since that report came, 0 when there was none; see {@link NtpTime#toShort}
     */
    public ReportBlock report(long ssrc, long lastSr, long delaySinceLastSr) {
        long expectedNow = expected();
        long expectedInterval = expectedNow - expectedAtLastReport;
        long lostInterval = expectedInterval - (received - receivedAtLastReport);
        expectedAtLastReport = expectedNow;
        receivedAtLastReport = received;
        int fraction = expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
        return new ReportBlock(
                ssrc,
                fraction,
                (int) Math.max(ReportBlock.MIN_LOST, Math.min(ReportBlock.MAX_LOST, lost())),
                highestSequence() & UnsignedField.MAX_32,
                Math.min(jitter(), UnsignedField.MAX_32),
                lastSr,
                delaySinceLastSr);
    }
}
