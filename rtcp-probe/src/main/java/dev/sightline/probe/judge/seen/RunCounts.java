package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

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
    private Instant anew = Instant.MIN;

    /**
     * @param packets all that came so far, of those before as well
     * @param next when the one after it began
     */
    void ended(Instant from, Instant to, long packets, Instant next) {
        ended.addLast(new Run(from, to, present(packets)));
        before = packets;
        if (ended.size() > MAX_RUNS) {
            Run oldest = ended.removeFirst().with(ended.removeFirst());
            ended.addFirst(oldest);
            anew = later(anew, oldest.to());
        }
        if (Duration.between(to, next).compareTo(LONGEST_PAUSE) > 0) {
            beganAnew(next);
        }
    }

    /** What comes from then on is another stream than what came before, to who waits for its feedback. */
    void beganAnew(Instant at) {
        anew = at;
    }

    /** When the first of those began that count together with the present one, which began at {@code present}. */
    Instant together(Instant present) {
        return ended.stream()
                .map(Run::from)
                .filter(from -> !from.isBefore(anew))
                .findFirst()
                .orElse(present);
    }

    /** For how long RTP flowed since then in the runs that have ended; not where several count together. */
    Duration flowed(Instant since) {
        return ended.stream()
                .map(run -> Duration.between(later(run.from(), since), run.to()))
                .filter(within -> !within.isNegative())
                .reduce(Duration.ZERO, Duration::plus);
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
