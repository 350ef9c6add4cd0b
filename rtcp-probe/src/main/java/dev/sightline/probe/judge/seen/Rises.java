package dev.sightline.probe.judge.seen;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private final int most;
    private final Map<Long, Report> bySource = new HashMap<>();

    /** @param most of how many sources; those that come first */
    Rises(int most) {
        this.most = most;
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

    /** Whether two reports came since then, and none told more than one from then on. */
    public boolean isStuckSince(long ssrc, Instant then) {
        Report known = bySource.get(ssrc);
        return known != null
                && !known.before().isBefore(then)
                && known.rise().filter(rise -> !rise.from().isBefore(then)).isEmpty();
    }

    /** The last rise of a source's count. */
    public Optional<Rise> last(long ssrc) {
        return Optional.ofNullable(bySource.get(ssrc)).flatMap(Report::rise);
    }
}
