package dev.sightline.probe.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The pause between two tries: it doubles up to a bound, and varies, so that many agents do not come at once. */
final class Pause {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    Pause(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /** It went well: the next pause is a short one. */
    void reset() {
        next = first;
    }

    /** From half of the pause to the whole. */
    Duration next() {
        Duration whole = next;
        next = whole.multipliedBy(2).compareTo(longest) > 0 ? longest : whole.multipliedBy(2);
        return whole.dividedBy(2).plusNanos(random.nextLong(whole.toNanos() / 2 + 1));
    }
}
