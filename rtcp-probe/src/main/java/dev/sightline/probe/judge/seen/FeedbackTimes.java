package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;

/** When those datagrams of a flow of RTCP came that hold feedback: not BYE, SDES or APP alone. Not for several threads. */
final class FeedbackTimes {
    private static final int INTERVALS = 3;

    private Instant first = Instant.MIN;
    private Instant last = Instant.MIN;
    private Instant resumed = Instant.MIN;
    private long count;

    void add(Instant at, WatchRules rules) {
        if (at.equals(last)) {
            return;
        }
        if (count > 0 && !goesOn(at, rules)) {
            resumed = at;
        }
        if (count == 0) {
            first = at;
        }
        if (at.isAfter(last)) {
            last = at;
        }
        count++;
    }

    boolean isNone() {
        return count == 0;
    }

    /** {@link Instant#MIN} where there was none. */
    Instant last() {
        return last;
    }

    /** Since when it comes again after it had stopped; {@link Instant#MIN} where it never had. */
    Instant resumed() {
        return resumed;
    }

    /** Whether another may still be on its way at {@code now}: three mean intervals from one to the next, within bounds. */
    boolean goesOn(Instant now, WatchRules rules) {
        if (count == 0) {
            return false;
        }
        Duration age = Duration.between(last, now);
        return age.compareTo(rules.lostFeedback()) <= 0
                || (count > 1
                        && age.compareTo(rules.longestGap()) <= 0
                        && age.compareTo(Duration.between(first, last)
                                        .dividedBy(count - 1)
                                        .multipliedBy(INTERVALS))
                                <= 0);
    }
}
