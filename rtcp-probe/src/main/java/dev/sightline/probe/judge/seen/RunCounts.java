package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The times for which a stream flowed, and how many packets came in each, so that a pause between them counts for no rate and
 * for no waiting. Not for several threads.
 */
final class RunCounts {
    private static final int MAX_RUNS = 16;

    /**
     * After a longer pause feedback begins as that of a new stream does: a media server has forgotten the source (after five
     * intervals, RFC 3550, 6.3.5), and a NAT its mapping. In a shorter one it goes on.
     */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private record Run(Instant from, Instant to, long packets) {
        /** For how long it flowed from then on. */
        Duration flowed(Instant since) {
            Duration within = Duration.between(later(from, since), to);
            return within.isNegative() ? Duration.ZERO : within;
        }

        /** How much of it is later than that: 0 to 1. */
        double share(Instant since) {
            double whole = seconds(Duration.between(from, to));
            return whole > 0 ? seconds(flowed(since)) / whole : 0;
        }

        /** Both, with the pause between them. */
        Run with(Run next) {
            return new Run(from, next.to, packets + next.packets);
        }

        double came(Instant since, Instant until) {
            Duration within = Duration.between(later(from, since), earlier(to, until));
            return within.isNegative()
                    ? 0
                    : packets * seconds(within) / Math.max(1, seconds(Duration.between(from, to)));
        }
    }

    private final Deque<Run> ended = new ArrayDeque<>(1);
    private Run oldest;
    private Duration flowedInOldest = Duration.ZERO;
    private Duration unansweredInOldest = Duration.ZERO;
    private long before;
    private Instant together;
    private Instant unanswered;

    /** @param first when the first of them began */
    RunCounts(Instant first) {
        this.oldest = new Run(first, first, 0);
        this.together = first;
        this.unanswered = first;
    }

    /**
     * @param packets all that came so far, of those before as well
     * @param began when the one after it did
     */
    void ended(Instant from, Instant to, long packets, Instant began) {
        ended.addLast(new Run(from, to, present(packets)));
        before = packets;
        if (ended.size() > MAX_RUNS) {
            Run next = ended.removeFirst();
            oldest = oldest.with(next);
            flowedInOldest = flowedInOldest.plus(next.flowed(Instant.MIN));
            unansweredInOldest = unansweredInOldest.plus(next.flowed(unanswered));
        }
        if (Duration.between(to, began).compareTo(LONGEST_PAUSE) > 0) {
            beganAnew(began);
        }
    }

    /** What comes from then on is another stream than what came before, to who waits for its feedback. */
    void beganAnew(Instant at) {
        together = at;
        answered(at);
    }

    /** When the first of those began that count together with the present one. */
    Instant together() {
        return together;
    }

    /**
     * What flowed before then is not waited for any more: feedback came, for one. It is told while the runs since then are few
     * enough to be known one by one, or what is left of the others is not counted, either.
     */
    void answered(Instant at) {
        if (at.isAfter(unanswered)) {
            unanswered = at;
            unansweredInOldest = Duration.ZERO;
        }
    }

    /** The latest of what {@link #answered} was told, or when they began anew, if that was later. */
    Instant unansweredSince() {
        return unanswered;
    }

    /** For how long RTP flowed since then in the runs that have ended, however many. */
    Duration unanswered() {
        return unansweredInOldest.plus(flowedInEach(unanswered));
    }

    /**
     * When RTP flowed since then in the runs that have ended, whatever began anew. Of many, the oldest are told as one, which
     * lasts about as long as they did without their pauses, and ends with the last of them.
     */
    List<FlowTime> times(Instant since) {
        Duration inOldest = Duration.ofNanos((long) (oldest.share(since) * flowedInOldest.toNanos()));
        List<FlowTime> times = new ArrayList<>();
        times.add(new FlowTime(oldest.to.minus(inOldest), oldest.to));
        ended.forEach(run -> times.add(new FlowTime(later(run.from, since), run.to)));
        return times;
    }

    private Duration flowedInEach(Instant since) {
        return ended.stream().map(run -> run.flowed(since)).reduce(Duration.ZERO, Duration::plus);
    }

    /** Those of the present run, of {@code packets} in all. */
    long present(long packets) {
        return Math.max(0, packets - before);
    }

    /** How many of the runs that have ended came in that time. */
    double came(Instant since, Instant until) {
        return oldest.came(since, until)
                + ended.stream().mapToDouble(run -> run.came(since, until)).sum();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
