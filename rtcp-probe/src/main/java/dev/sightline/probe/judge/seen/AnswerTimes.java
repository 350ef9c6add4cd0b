package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * When the latest of answers that are alike came: how far apart they are tells how their sender rations them.
 *
 * @param latest some of them, oldest first; one that is seen on several interfaces is one
 */
public record AnswerTimes(List<Instant> latest) {
    private static final int MAX_KEPT = 8;
    private static final Duration TOGETHER = Duration.ofMillis(100);

    static AnswerTimes of(Instant first) {
        return new AnswerTimes(List.of(first));
    }

    AnswerTimes with(Instant next) {
        if (next.isBefore(latest.get(latest.size() - 1).plus(TOGETHER))) {
            return this;
        }
        List<Instant> times = new ArrayList<>(latest.subList(latest.size() == MAX_KEPT ? 1 : 0, latest.size()));
        times.add(next);
        return new AnswerTimes(List.copyOf(times));
    }

    /** The first of them after {@code then}. */
    public Optional<Instant> firstAfter(Instant then) {
        return latest.stream().filter(then::isBefore).findFirst();
    }

    /** The longest time between two of them after {@code then}; zero if there are no two. */
    public Duration longest(Instant then) {
        return gap(then, 0);
    }

    /** The same without the longest: so long a time went by twice, which is no accident. */
    public Duration usual(Instant then) {
        return gap(then, 1);
    }

    private Duration gap(Instant then, int shorterThan) {
        return IntStream.range(1, latest.size())
                .filter(i -> latest.get(i - 1).isAfter(then))
                .mapToObj(i -> Duration.between(latest.get(i - 1), latest.get(i)))
                .sorted(Comparator.reverseOrder())
                .skip(shorterThan)
                .findFirst()
                .orElse(Duration.ZERO);
    }
}
