package dev.sightline.gateway.stream;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * For how long feedback has been bad. Time in which nothing could be said does not count, but does not wipe out what was
 * there before it either: a verdict that comes and goes uses its patience up all the same. Only proven feedback does.
 */
final class Patience {
    private Duration spent = Duration.ZERO;
    private OptionalLong since = OptionalLong.empty();

    /**
     * Feedback is bad, from now on or still.
     *
     * @param whole how long that may last
     * @param age how long it lasts already, as far as the one who says so knows
     * @param nanoTime of a clock that only goes forward
     * @return what is left; not negative
     */
    Duration bad(Duration whole, Duration age, long nanoTime) {
        unknown(nanoTime);
        spent = spent.compareTo(age) < 0 ? age : spent;
        since = OptionalLong.of(nanoTime);
        return spent.compareTo(whole) < 0 ? whole.minus(spent) : Duration.ZERO;
    }

    /** Nothing can be said for a while. */
    void unknown(long nanoTime) {
        since.ifPresent(from -> spent = spent.plusNanos(Math.max(0, nanoTime - from)));
        since = OptionalLong.empty();
    }

    /** Feedback was proven, or another negotiation begins. */
    void renewed() {
        spent = Duration.ZERO;
        since = OptionalLong.empty();
    }
}
