package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The media sources of which one flow of RTCP speaks. A media server may report on each source in a datagram of its own,
 * so one datagram alone does not tell. Not for several threads.
 */
public final class SpokenSources {
    /** Longer than two intervals: media servers that send REMB report twice a second, others every few seconds. */
    private static final Duration LATELY = Duration.ofSeconds(8);

    /**
     * A source was named.
     *
     * @param at when it was last
     * @param gap about how long it was not before, at most; none where it was named once
     */
    public record Named(Instant at, Duration gap) {
        /** A request for a keyframe may follow a report at once, so one short gap does not hide that others are long. */
        private Named again(Instant next) {
            Duration now = Duration.between(at, next);
            boolean isMoreThanHalf = now.plus(now).compareTo(gap) > 0; // a division goes by way of BigDecimal
            return new Named(next, isMoreThanHalf ? now : gap.dividedBy(2));
        }
    }

    private final Set<Long> ever = new HashSet<>();
    private final int mostEver;
    private final int mostLately;
    private final Map<Long, Named> latest;
    private Set<Long> last = Set.of();
    private Instant lastAt = Instant.MIN;
    private @Nullable Set<Long> lately;

    /** @param most how many are remembered for ever; of those spoken of lately twice as many */
    SpokenSources(int most) {
        mostEver = most;
        mostLately = 2 * most;
        latest = new RecentMap<>(mostLately);
    }

    /** One datagram speaks of these. */
    void add(Instant at, Set<Long> ssrcs) {
        if (ssrcs.isEmpty()) {
            return;
        }
        last = ssrcs.size() <= mostLately
                ? ssrcs
                : ssrcs.stream().limit(mostLately).collect(Collectors.toUnmodifiableSet());
        lately = null;
        lastAt = at.isAfter(lastAt) ? at : lastAt;
        for (long ssrc : last) {
            Named known = latest.get(ssrc);
            latest.put(ssrc, known == null ? new Named(at, Duration.ZERO) : known.again(at));
            if (ever.size() < mostEver) {
                ever.add(ssrc);
            }
        }
    }

    /** The first of all. */
    Set<Long> ever() {
        return Collections.unmodifiableSet(ever);
    }

    /** Those of the last datagram that spoke of any, or so many of them. */
    Set<Long> last() {
        return last;
    }

    /** Those of the last few seconds of the flow; they are asked for more often than it speaks. */
    public Set<Long> lately() {
        Set<Long> known = lately;
        if (known == null) {
            Set<Long> spoken = new HashSet<>();
            for (Map.Entry<Long, Named> source : latest.entrySet()) {
                if (Duration.between(source.getValue().at(), lastAt).compareTo(LATELY) <= 0) {
                    spoken.add(source.getKey());
                }
            }
            known = Collections.unmodifiableSet(spoken);
            lately = known;
        }
        return known;
    }

    /** When it spoke of a source; empty where it never did, or so many others were named since that it is forgotten. */
    public Optional<Named> named(long ssrc) {
        return Optional.ofNullable(latest.get(ssrc));
    }

    /** Whether there may have been more of them lately than are kept. */
    public boolean areTooMany() {
        return lately().size() == mostLately;
    }
}
