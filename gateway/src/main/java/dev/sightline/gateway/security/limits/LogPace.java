package dev.sightline.gateway.security.limits;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets a line a minute, or so many as it was made for, into the log of what strangers can cause as often as they like, so that they cannot fill the disk.
 * Safe for any thread.
 */
public final class LogPace {
    private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final int most;
    private long begunAt;
    private int said;
    private long unsaid;

    public LogPace() {
        this(1);
    }

    /** @param most lines of one minute */
    public LogPace(int most) {
        this(System::nanoTime, most);
    }

    LogPace(LongSupplier nanoTime, int most) {
        this.nanoTime = nanoTime;
        this.most = most;
        this.begunAt = nanoTime.getAsLong() - BETWEEN_NANOS;
    }

    /**
     * Writes the line when its time has come.
     *
     * @param line is given what ends it: how often the same happened since the last one, or nothing where it did not
     */
    public void say(Consumer<String> line) {
        String others;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (now - begunAt >= BETWEEN_NANOS) {
                begunAt = now;
                said = 0;
            }
            if (said == most) {
                unsaid++;
                return;
            }
            said++;
            others = unsaid == 0 ? "" : " (and " + unsaid + " more since the last such line)";
            unsaid = 0;
        }
        line.accept(others);
    }
}
