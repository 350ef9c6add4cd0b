package dev.sightline.relay;

import java.time.Duration;

/** Lets one event pass in an interval, so that what happens with every packet is told only once in a while. Belongs to one loop. */
final class EventInterval {
    private final long nanos;
    private boolean any;
    private long lastNanos;

    EventInterval(Duration interval) {
        this.nanos = interval.toNanos();
    }

    /** Whether the event of {@code nowNanos} passes: the first one does. */
    boolean passes(long nowNanos) {
        if (any && nowNanos - lastNanos < nanos) {
            return false;
        }
        any = true;
        lastNanos = nowNanos;
        return true;
    }
}
