package dev.sightline.gateway.stream;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** When and where a camera was last heard of. Safe for any thread. */
final class Liveness {
    private static final int MISSED_INTERVALS = 3;

    /** In which what came while this process stood still is read. */
    private static final long READING = Duration.ofMillis(500).toNanos();

    private final LongSupplier nanoTime;
    private final long intervalNanos;
    private final long patienceNanos;
    private final AtomicInteger openPolls = new AtomicInteger();
    private volatile long lastSeen;
    private volatile Optional<InetAddress> address = Optional.empty();
    private long lookedAt;
    private long readAt;

    /** @param interval in which a camera promises a sign of life, and looks at it come */
    Liveness(Duration interval) {
        this(interval, System::nanoTime);
    }

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    Liveness(Duration interval, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastSeen = nanoTime.getAsLong();
        this.lookedAt = lastSeen;
        this.readAt = lastSeen;
        this.intervalNanos = interval.toNanos();
        this.patienceNanos = interval.multipliedBy(MISSED_INTERVALS).toNanos();
    }

    void seen() {
        lastSeen = nanoTime.getAsLong();
    }

    void seenAt(InetAddress where) {
        address = Optional.of(where);
        seen();
    }

    void pollBegan() {
        openPolls.incrementAndGet();
        seen();
    }

    void pollEnded() {
        openPolls.decrementAndGet();
        seen();
    }

    /**
     * Looks, in each interval, whether it is over. A look that comes more than an interval late is none, nor are those that
     * were missed and catch up with it: this process stood still, and what the camera said meanwhile waits to be read. To be
     * called by one thread.
     */
    boolean isOver() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= 2 * intervalNanos) {
            readAt = now + READING;
        }
        lookedAt = now;
        return now - readAt >= 0 && quiet().toNanos() > patienceNanos;
    }

    /** How long nothing was heard of it; nothing at all while it waits for a command. */
    Duration quiet() {
        return openPolls.get() > 0 ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - lastSeen);
    }

    /** When it was heard of last, in {@link System#nanoTime}: now, while it waits for a command. */
    long heardAt() {
        return openPolls.get() > 0 ? nanoTime.getAsLong() : lastSeen;
    }

    Optional<InetAddress> address() {
        return address;
    }
}
