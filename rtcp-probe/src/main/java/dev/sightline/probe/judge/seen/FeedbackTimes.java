package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When those datagrams of a flow of RTCP came that hold feedback: not BYE, SDES or APP alone. Not for several threads. */
final class FeedbackTimes {
    private @Nullable RtcpArrivals arrivals;

    void add(Instant at, WatchRules rules) {
        if (arrivals == null) {
            arrivals = new RtcpArrivals(at);
        } else if (at.equals(arrivals.last())) {
            return;
        }
        arrivals.add(at, rules);
    }

    boolean isNone() {
        return arrivals == null;
    }

    /** {@link Instant#MIN} where there was none. */
    Instant first() {
        return arrivals == null ? Instant.MIN : arrivals.first();
    }

    /** {@link Instant#MIN} where there was none. */
    Instant last() {
        return arrivals == null ? Instant.MIN : arrivals.last();
    }

    /** Since when it flows without having stopped in between; {@link Instant#MIN} where there was none. */
    Instant since() {
        return arrivals == null ? Instant.MIN : arrivals.since();
    }

    /** Three mean times from one to the next, without the time for which it had stopped. */
    Duration threeIntervals() {
        return arrivals == null ? Duration.ZERO : arrivals.threeIntervals();
    }

    /** Whether another may still be on its way at {@code now}. */
    boolean goesOn(Instant now, WatchRules rules) {
        return arrivals != null && arrivals.isFresh(now, rules, arrivals);
    }
}
