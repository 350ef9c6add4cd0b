package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many packets came in each of the times for which a stream flowed, so that a pause between them counts for no rate. Not
 * for several threads.
 */
final class RunCounts {
    private static final int MAX_RUNS = 16;

    private record Run(Instant from, Instant to, long packets) {
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
    private long before;

    /** @param packets all that came so far, of those before as well */
    void ended(Instant from, Instant to, long packets) {
        ended.addLast(new Run(from, to, present(packets)));
        before = packets;
        if (ended.size() > MAX_RUNS) {
            Run oldest = ended.removeFirst();
            ended.addFirst(oldest.with(ended.removeFirst()));
        }
    }

    /** Those of the present run, of {@code packets} in all. */
    long present(long packets) {
        return Math.max(0, packets - before);
    }

    /** How many of the runs that have ended came in that time. */
    double came(Instant since, Instant until) {
        return ended.stream().mapToDouble(run -> run.came(since, until)).sum();
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
