package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When the datagrams of one flow of RTCP came. Not for several threads. */
final class RtcpArrivals {
    private static final Duration APART = Duration.ofMillis(500);
    private static final int MAX_KEPT = 16;

    /** So many can be counted in nanoseconds; times in a file may be further apart. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_000_000;

    private final Instant first;
    private Instant since;
    private Instant beforeLast;
    private Instant last;
    private long datagrams;
    private long sinceThen;
    private Duration before = Duration.ZERO;
    private Duration interval = Duration.ZERO;
    private Duration threeIntervals = Duration.ZERO;
    private final Deque<Instant> kept = new ArrayDeque<>(4);
    private Instant nextKept = Instant.MIN;

    RtcpArrivals(Instant first) {
        this.first = first;
        this.since = first;
        this.beforeLast = first;
        this.last = first;
    }

    void add(Instant at, WatchRules rules) {
        if (datagrams > 0 && !isFresh(at, rules, this)) {
            before = beforeThePause(at, rules);
            since = at;
            sinceThen = 0;
        }
        if (at.isAfter(last)) {
            beforeLast = last;
            last = at;
        }
        datagrams++;
        sinceThen++;
        interval = sinceThen < 2 ? before : mean(Duration.between(since, last), sinceThen - 1);
        threeIntervals = interval.plus(interval).plus(interval);
        if (!at.isBefore(nextKept)) {
            keep(at);
        }
    }

    /** A Duration's own division goes by way of BigDecimal, which is much for each datagram. */
    private static Duration mean(Duration whole, long parts) {
        return whole.toSeconds() < MOST_SECONDS ? Duration.ofNanos(whole.toNanos() / parts) : whole.dividedBy(parts);
    }

    /** A pause is no interval, unless nothing but pauses is known: then datagrams are that far apart. */
    private Duration beforeThePause(Instant at, WatchRules rules) {
        if (sinceThen > 1) {
            return interval;
        }
        Duration apart = Duration.between(last, at);
        return apart.compareTo(rules.longestGap()) <= 0 ? apart : Duration.ZERO;
    }

    private void keep(Instant at) {
        if (kept.size() == MAX_KEPT) {
            kept.removeFirst();
        }
        kept.addLast(at);
        nextKept = at.plus(APART);
    }

    /** How many came within a time of the last seconds; those half a second or more apart are counted. */
    int between(Instant from, Instant to) {
        return (int) kept.stream()
                .filter(at -> !at.isBefore(from) && at.isBefore(to))
                .count();
    }

    Instant first() {
        return first;
    }

    /** Since when it flows without being lost in between. */
    Instant since() {
        return since;
    }

    Instant last() {
        return last;
    }

    /** When the one before the last came. */
    Instant beforeLast() {
        return beforeLast;
    }

    long datagrams() {
        return datagrams;
    }

    /** The mean time from one datagram to the next, without the time for which it was lost. */
    Duration interval() {
        return interval;
    }

    /** The same three times: so long some may be missed. */
    Duration threeIntervals() {
        return threeIntervals;
    }

    /**
     * Whether RTCP still flows: the last came within three intervals, within bounds.
     *
     * @param known those of which the interval is known best
     */
    boolean isFresh(Instant now, WatchRules rules, RtcpArrivals known) {
        Duration age = Duration.between(last, now);
        return age.compareTo(rules.lostFeedback()) <= 0
                || (age.compareTo(known.threeIntervals) <= 0 && age.compareTo(rules.longestGap()) <= 0);
    }
}
