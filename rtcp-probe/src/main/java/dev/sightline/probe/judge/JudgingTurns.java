package dev.sightline.probe.judge;

import java.time.Duration;

/**
 * When judging has its turn on a thread that captures as well: with many cameras less often, so that it takes little of the
 * time. Times are by {@link System#nanoTime}. Not for several threads.
 */
public final class JudgingTurns {
    /** Judging may take one part of the time in so many. */
    private static final int MOST = 50;
    /** A verdict is not older than this, however long judging takes: it does at first, before it is compiled. */
    private static final Duration LATEST = Duration.ofSeconds(1);
    /** But what takes longer than that still leaves the capture as much time. */
    private static final int NEVER_MORE = 2;

    private final Duration interval;
    private long next;
    private long early;
    private Duration between;

    /**
     * The first turn is an interval from now, or as soon as there is news.
     *
     * @param interval between two turns while judging takes little
     */
    public JudgingTurns(Duration interval, long now) {
        this.interval = interval;
        this.next = now + interval.toNanos();
        this.early = now;
        this.between = interval;
    }

    /** @param news whether there is something that should be judged soon: it waits for no interval */
    public boolean isDue(long now, boolean news) {
        return now - (news ? early : next) >= 0;
    }

    /** It had its turn. */
    public void had(long began, long ended) {
        long cost = ended - began;
        long rest = Math.max(Math.min(LATEST.toNanos(), MOST * cost), NEVER_MORE * cost);
        between = Duration.ofNanos(Math.max(interval.toNanos(), rest));
        early = began + rest;
        next = began + between.toNanos();
    }

    /** From the last turn's beginning to that of the next one. */
    public Duration between() {
        return between;
    }
}
