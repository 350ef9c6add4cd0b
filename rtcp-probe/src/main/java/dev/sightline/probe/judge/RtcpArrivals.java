package dev.sightline.probe.judge;

import java.time.Duration;
import java.time.Instant;

/** When the datagrams of one flow of RTCP came. Not for several threads. */
final class RtcpArrivals {
    private final Instant first;
    private Instant since;
    private Instant beforeLast;
    private Instant last;
    private long datagrams;

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
