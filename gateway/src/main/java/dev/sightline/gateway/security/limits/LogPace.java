package dev.sightline.gateway.security.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets a line a minute, or so many as it was made for, into the log of what strangers can cause as often as they like, so that they cannot fill the disk.
 * How many were left out is said with the next line, or, where it was told how, in a line of its own when the minute is over.
 * Safe for any thread.
 */
public final class LogPace {
    private static final long BETWEEN_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Timer timer;
    private final int most;
    private final Optional<LongConsumer> rest;
    private long begunAt;
    private int said;
    private long unsaid;

    /** Does something later, on a thread that may write into the log. */
    @FunctionalInterface
    interface Timer {
        void after(long nanos, Runnable task);
    }

    public LogPace() {
        this(System::nanoTime, LogPace::later, 1, Optional.empty());
    }

    /**
     * @param most lines of one minute
     * @param rest is told when a minute is over how many more there would have been, if any
     */
    public LogPace(int most, LongConsumer rest) {
        this(System::nanoTime, LogPace::later, most, Optional.of(rest));
    }

    LogPace(LongSupplier nanoTime, Timer timer, int most, Optional<LongConsumer> rest) {
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.most = most;
        this.rest = rest;
        this.begunAt = nanoTime.getAsLong() - BETWEEN_NANOS;
    }

    private static void later(long nanos, Runnable task) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(task);
    }

    /**
     * Writes the line when its time has come.
     *
     * @param line is given what ends it: how often the same happened since the last one, or nothing where it did not or is
     *     said apart
     */
    public void say(Consumer<String> line) {
        long before;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (now - begunAt >= BETWEEN_NANOS) {
                begunAt = now;
                said = 0;
            }
            if (said == most) {
                unsaid++;
                if (unsaid == 1 && rest.isPresent()) {
                    timer.after(begunAt + BETWEEN_NANOS - now, this::sayRest);
                }
                return;
            }
            said++;
            before = takeUnsaid();
        }
        if (before > 0) {
            rest.ifPresent(told -> told.accept(before));
        }
        line.accept(before > 0 && rest.isEmpty() ? " (and " + before + " more since the last such line)" : "");
    }

    /** Says now, and not when the minute is over, how many were left out. */
    public void sayRest() {
        long left = takeUnsaid();
        if (left > 0) {
            rest.ifPresent(told -> told.accept(left));
        }
    }

    private synchronized long takeUnsaid() {
        long left = unsaid;
        unsaid = 0;
        return left;
    }
}
