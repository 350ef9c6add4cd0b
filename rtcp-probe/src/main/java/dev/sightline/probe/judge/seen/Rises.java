package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Since when, and until when, a count in reports was seen to rise, for each of a few sources. Not for several threads. */
public final class Rises {
    /**
     * Two reports one after the other, of which the later tells a higher count.
     *
     * @param from when the earlier was sent: what was counted came after it
     * @param to when the later was sent
     */
    public record Rise(Instant from, Instant to) {}

    /** @param before when the report before came; {@link Instant#MIN} where there was none */
    private record Report(long count, Instant at, Instant before, Optional<Rise> rise) {}

    /** Reports between those that tell of a source may hold nothing of it: those that are sent early (RFC 4585, 3.4). */
    private static final Duration EARLY = Duration.ofSeconds(8);

    /** Longer none that tells of a source is waited for. */
    private static final Duration LATE = Duration.ofSeconds(30);

    private final int most;
    private final Map<Long, Report> bySource = new HashMap<>();
    private Instant reported = Instant.MIN;

    /** @param most of how many sources; those that come first */
    Rises(int most) {
        this.most = most;
    }

    /** A report came, whatever it tells of; one that got nothing since the last tells of nothing (RFC 3550, 6.4.2). */
    void reported(Instant at) {
        if (at.isAfter(reported)) {
            reported = at;
        }
    }

    void told(long ssrc, long count, Instant at) {
        Report known = bySource.get(ssrc);
        if (known != null) {
            Optional<Rise> rise = isHigher(count, known.count()) ? Optional.of(new Rise(known.at(), at)) : known.rise();
            bySource.put(ssrc, new Report(count, at, known.at(), rise));
        } else if (bySource.size() < most) {
            bySource.put(ssrc, new Report(count, at, Instant.MIN, Optional.empty()));
        }
    }

    /** Counts go round after 2^32; a lower one is of a report that was overtaken, or of a sender that begins anew. */
    private static boolean isHigher(long count, long than) {
        return (int) (count - than) > 0;
    }

    /** The sources of which a count was told. */
    public Set<Long> sources() {
        return Collections.unmodifiableSet(bySource.keySet());
    }

    /**
     * Whether reports go on and tell no more of a source that came since then: two that tell of it tell the same, or it is
     * overdue to be told of.
     *
     * @param flows since when the RTP in question flows, of what came at an instant or later: what a server reports while it
     *     gets nothing is no sign
     */
    public boolean isStuckSince(long ssrc, Instant then, Function<Instant, Optional<Instant>> flows) {
        Report known = bySource.get(ssrc);
        return known != null && !risesSince(known, then) && (!known.before().isBefore(then) || isOverdue(known, flows));
    }

    private boolean isOverdue(Report known, Function<Instant, Optional<Instant>> flows) {
        return flows.apply(known.at().plus(WatchRules.AT_ONCE))
                .filter(from -> Duration.between(from, reported).compareTo(due(known)) > 0)
                .isPresent();
    }

    /** The next interval may be three times as long as the last (RFC 3550, 6.3.1), and the last one may be a pause. */
    private static Duration due(Report known) {
        if (known.before().equals(Instant.MIN)) {
            return EARLY.multipliedBy(2);
        }
        Duration three = Duration.between(known.before(), known.at()).multipliedBy(3);
        Duration most = three.compareTo(LATE) < 0 ? three : LATE;
        return most.compareTo(EARLY) > 0 ? most : EARLY;
    }

    private static boolean risesSince(Report known, Instant then) {
        return known.rise().filter(rise -> !rise.from().isBefore(then)).isPresent();
    }

    /** The time between the last two reports that tell of a source; empty where there were fewer. */
    public Optional<Duration> interval(long ssrc) {
        return Optional.ofNullable(bySource.get(ssrc))
                .filter(known -> !known.before().equals(Instant.MIN))
                .map(known -> Duration.between(known.before(), known.at()));
    }

    /** The last rise of a source's count. */
    public Optional<Rise> last(long ssrc) {
        return Optional.ofNullable(bySource.get(ssrc)).flatMap(Report::rise);
    }
}
