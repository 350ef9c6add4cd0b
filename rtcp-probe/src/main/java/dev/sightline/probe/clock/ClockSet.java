package dev.sightline.probe.clock;

import dev.sightline.probe.Wording;
import java.time.Duration;
import java.time.Instant;

/**
 * This host's clock was set.
 *
 * @param at when that was seen, by the clock as it is now
 * @param by how much it gained; negative where it was set back
 */
public record ClockSet(Instant at, Duration by) {
    /** "this host's clock was set back by 600.0 s": a host that slept has lost nothing but time, and is not told apart. */
    public String inWords() {
        return by.isNegative()
                ? "this host's clock was set back by " + Wording.seconds(by.negated()) + " s"
                : "this host's clock was set forward by " + Wording.seconds(by) + " s, or the host slept";
    }
}
