package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast the packets of a stream follow each other, and by that since when it flows. Where the capture samples, the
 * packets that are seen are {@value SequenceCount#SAMPLED} apart: of two packets a second one is seen in 8 s. Not for
 * several threads.
 */
final class Pace {
    private static final long OVERDUE_NANOS = 500_000_000L;
    private static final long LONGEST_GAP_NANOS = 5_000_000_000L;
    private static final long LONGEST_QUIET_NANOS = 60_000_000_000L;
    private static final int GAPS_OF_QUIET = 4;

    /** The gap between two of a sample is that of many packets already, so it varies less. */
    private static final int SAMPLES_OF_QUIET = 2;

    private static final long UNKNOWN = -1;

    private final long goneNanos;
    private Instant runSince;
    private Instant steadySince;
    private Instant last;
    private long lastNanos;
    private long signNanos;
    private long usualGapNanos = UNKNOWN;
    private boolean sampled;

    /** @param gone how long without RTP before a stream of the usual rate counts as ended */
    Pace(Instant first, Duration gone) {
        goneNanos = gone.toNanos();
        runSince = first;
        steadySince = first;
        last = first;
        lastNanos = nanos(first);
        signNanos = lastNanos;
    }

    /**
     * A packet was seen. Datagrams of several interfaces may come a little out of order: time never goes back.
     *
     * @param on by how much its sequence number is higher than the one seen before; 0: it is a copy, or came late
     */
    void seen(Instant at, int on) {
        long nanos = nanos(at);
        long gap = nanos - lastNanos;
        if (gap < 0) {
            return;
        }
        int apart = sampled ? Math.max(1, on) : 1;
        long missed = nanos - Math.max(lastNanos, signNanos);
        if (missed > quietNanos(apart)) {
            runSince = at;
        }
        if (missed > overdueNanos(apart)) {
            steadySince = at;
        }
        if (on > 0) {
            long each = Math.min(gap / apart, LONGEST_GAP_NANOS);
            usualGapNanos = usualGapNanos == UNKNOWN ? each : usualGapNanos + (each - usualGapNanos) / 8;
        }
        last = at;
        lastNanos = nanos;
    }

    /** RTCP says that RTP flowed up to then, seen or not. */
    void sign(Instant at) {
        signNanos = Math.max(signNanos, nanos(at));
    }

    /** Whether the capture lets only a sample of its packets pass. */
    void sampled(boolean now) {
        sampled = now;
    }

    boolean isSampled() {
        return sampled;
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    /** A slow stream has long gaps by itself. */
    private long quietNanos(int apart) {
        if (usualGapNanos == UNKNOWN) {
            return goneNanos * apart;
        }
        return Math.max(goneNanos, Math.min(usualQuiet(apart), LONGEST_QUIET_NANOS));
    }

    private long overdueNanos(int apart) {
        return Math.max(OVERDUE_NANOS, usualQuiet(apart));
    }

    private long usualQuiet(int apart) {
        long gaps = apart == 1 ? GAPS_OF_QUIET : SAMPLES_OF_QUIET * (long) apart;
        return gaps * Math.max(0, usualGapNanos);
    }

    private int apart() {
        return sampled ? SequenceCount.SAMPLED : 1;
    }

    /** Whether RTP still flows at {@code now}. */
    boolean isFlowing(Instant now) {
        return nanos(now) - Math.max(lastNanos, signNanos) <= quietNanos(apart());
    }

    /** Whether the next packet is overdue: the stream may have ended just now. */
    boolean pauses(Instant now) {
        return nanos(now) - Math.max(lastNanos, signNanos) > overdueNanos(apart());
    }

    /** When the RTP that flows now, or flowed last, began: later than the first where it paused. */
    Instant runSince() {
        return runSince;
    }

    /** Since when no packet was overdue. */
    Instant steadySince() {
        return steadySince;
    }

    /** When the last packet was seen. */
    Instant last() {
        return last;
    }

    /** Until when RTP is known to have flowed: the last packet, or what RTCP says of those that were not seen. */
    Instant heard() {
        return signNanos > lastNanos ? Instant.ofEpochSecond(0, signNanos) : last;
    }

    /** When the next packet would be there: {@link #heard} and some usual gaps. */
    Instant nextDue() {
        return heard().plusNanos(usualQuiet(apart()));
    }
}
