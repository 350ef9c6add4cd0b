package dev.sightline.probe.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When the datagrams of one flow of RTCP came. Not for several threads. */
final class RtcpArrivals {
    private static final Duration APART = Duration.ofMillis(500);
    private static final int MAX_KEPT = 16;

    private final Instant first;
    private Instant since;
    private Instant beforeLast;
    private Instant last;
    private long datagrams;
    private final Deque<Instant> kept = new ArrayDeque<>(4);
    private Instant nextKept = Instant.MIN;

    RtcpArrivals(Instant first) {
        this.first = first;
        this.since = first;
        this.beforeLast = first;
        this.last = first;
    }

    void add(Instant at, WatchRules rules) {
        if (datagrams > 0 && !isFresh(at, rules, interval())) {
            since = at;
        }
        if (at.isAfter(last)) {
            beforeLast = last;
            last = at;
        }
        datagrams++;
        if (!at.isBefore(nextKept)) {
            keep(at);
        }
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

    /** The mean time from one datagram to the next. */
    Duration interval() {
        return datagrams < 2 ? Duration.ZERO : Duration.between(first, last).dividedBy(datagrams - 1);
    }

    /** Whether RTCP still flows: the last came within three intervals, within bounds. */
    boolean isFresh(Instant now, WatchRules rules, Duration interval) {
        Duration age = Duration.between(last, now);
        return age.compareTo(rules.lostFeedback()) <= 0
                || (age.compareTo(interval.multipliedBy(3)) <= 0 && age.compareTo(rules.longestGap()) <= 0);
    }
}
