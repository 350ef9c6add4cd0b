package dev.sightline.probe.host.kernel;

import java.time.Instant;

/**
 * A time in which an interface sent nothing.
 *
 * @param first what it had counted at its beginning
 * @param latest what it has counted now
 * @param since when it began: the first reading was over
 * @param until up to when it is known: the latest reading began
 * @param neverSent whether no reading was before the first
 */
record DrySpell(SentCount first, SentCount latest, Instant since, Instant until, boolean neverSent) {
    static DrySpell begin(SentCount count, Instant at, boolean neverSent) {
        return new DrySpell(count, count, at, at, neverSent);
    }

    /** The same one after the next reading, or another that begins with it. */
    DrySpell next(SentCount count, Instant begun, Instant over) {
        return count.standsStillSince(latest)
                ? new DrySpell(first, count, since, begun, neverSent)
                : begin(count, over, /* neverSent= */ false);
    }

    long dropped() {
        return latest.dropped() - first.dropped();
    }

    long failed() {
        return latest.failed() - first.failed();
    }
}
