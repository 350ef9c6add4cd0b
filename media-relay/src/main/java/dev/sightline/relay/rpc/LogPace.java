package dev.sightline.relay.rpc;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one line a minute into the log of what strangers can cause as often as they like, so that they cannot fill the disk.
 * Used on one event loop.
 */
final class LogPace {
    private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private long lastAt;
    private long unsaid;

    LogPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastAt = nanoTime.getAsLong() - BETWEEN_NANOS;
    }

    /** Writes the line when its time has come. */
    void say(Line line) {
        long now = nanoTime.getAsLong();
        if (now - lastAt < BETWEEN_NANOS) {
            unsaid++;
            return;
        }
        lastAt = now;
        line.write(unsaid);
        unsaid = 0;
    }

    /** Something to say. */
    @FunctionalInterface
    interface Line {
        /** @param unsaid how often the same happened since the last line without one */
        void write(long unsaid);
    }
}
