package dev.sightline.probe.agent;

import java.time.Duration;

/** Tells when something that is done again and again is due. */
final class Every {
    private final long nanos;
    private long next;

    /** @param now by {@link System#nanoTime}; it is due at once */
    Every(Duration interval, long now) {
        this.nanos = interval.toNanos();
        this.next = now;
    }

    /** Whether it is due; then it is due again an interval later. */
    boolean isDue(long now) {
        if (now - next < 0) {
            return false;
        }
        next = now + nanos;
        return true;
    }

    /** Not before an interval has passed. */
    void postpone(long now) {
        next = now + nanos;
    }
}
