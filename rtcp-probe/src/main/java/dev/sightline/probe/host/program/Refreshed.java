package dev.sightline.probe.host.program;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * A value that takes time to get. Who asks gets the last one at once, and the next one is fetched meanwhile; while nobody
 * asks nothing is done. Thread-safe.
 *
 * @param <T> an immutable value
 */
public final class Refreshed<T> {
    /** Fetching may use one part in so many of the time, but a slow one is not put off for longer than this. */
    private static final int SHARE = 4;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final ExecutorService fetching;
    private final Duration fresh;
    private final UnaryOperator<T> fetch;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile T value;
    private volatile long notBefore = System.nanoTime();

    /**
     * @param first the value until the first fetch ends
     * @param fresh how long a value is good
     * @param fetch makes the next value of the last; run by {@code fetching}; must not throw
     */
    public Refreshed(T first, Duration fresh, ExecutorService fetching, UnaryOperator<T> fetch) {
        this.value = first;
        this.fresh = fresh;
        this.fetching = fetching;
        this.fetch = fetch;
    }

    /** The last value; never waits. */
    public T get() {
        if (System.nanoTime() - notBefore >= 0 && underWay.compareAndSet(false, true)) {
            try {
                fetching.execute(this::refresh);
            } catch (RejectedExecutionException closed) {
                underWay.set(false);
            }
        }
        return value;
    }

    /** Fetches now, on the calling thread. */
    public void refresh() {
        long start = System.nanoTime();
        try {
            value = fetch.apply(value);
        } finally {
            long end = System.nanoTime();
            long rest = Math.min(LONGEST_WAIT.toNanos(), (SHARE - 1) * (end - start));
            notBefore = end + Math.max(fresh.toNanos(), rest);
            underWay.set(false);
        }
    }
}
