package dev.sightline.gateway.stream;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** When and where a camera was last heard of. Safe for any thread. */
final class Liveness {
    private static final int MISSED_INTERVALS = 3;

    private final long patienceNanos;
    private final AtomicInteger openPolls = new AtomicInteger();
    private volatile long lastSeen = System.nanoTime();
    private volatile Optional<InetAddress> address = Optional.empty();

    /** @param interval in which a camera promises a sign of life */
    Liveness(Duration interval) {
        this.patienceNanos = interval.multipliedBy(MISSED_INTERVALS).toNanos();
    }

    void seen() {
        lastSeen = System.nanoTime();
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

    boolean isOver() {
        return quiet().toNanos() > patienceNanos;
    }

    /** How long nothing was heard of it; nothing at all while it waits for a command. */
    Duration quiet() {
        return openPolls.get() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - lastSeen);
    }

    /** When it was heard of last, in {@link System#nanoTime}: now, while it waits for a command. */
    long heardAt() {
        return openPolls.get() > 0 ? System.nanoTime() : lastSeen;
    }

    Optional<InetAddress> address() {
        return address;
    }
}
