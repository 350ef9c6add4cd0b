package dev.sightline.gateway.stream;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Does one stream's work, one piece after the other. What others ask for is bounded; what the stream itself began is not refused. */
final class Mailbox {
    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final Scheduler.Worker worker;
    private final int bound;
    private final AtomicInteger waiting = new AtomicInteger();

    Mailbox(Scheduler scheduler, int bound) {
        this.worker = scheduler.createWorker();
        this.bound = bound;
    }

    /** Whether there was room for it. */
    boolean offer(Runnable work) {
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            return false;
        }
        return schedule(() -> {
            waiting.decrementAndGet();
            run(work);
        });
    }

    /** For what the stream itself began: its number is bounded by what was begun. */
    void put(Runnable work) {
        schedule(() -> run(work));
    }

    Disposable later(Duration delay, Runnable work) {
        try {
            return worker.schedule(() -> run(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return Disposables.disposed();
        }
    }

    Disposable every(Duration period, Runnable work) {
        try {
            return worker.schedulePeriodically(
                    () -> run(work), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return Disposables.disposed();
        }
    }

    /** What waits is forgotten. */
    void close() {
        worker.dispose();
    }

    private boolean schedule(Runnable work) {
        try {
            worker.schedule(work);
            return true;
        } catch (RejectedExecutionException e) {
            log.debug("a stream that is closed was given work", e);
            return false;
        }
    }

    /** A mistake in one piece of work must not end the pieces after it. */
    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("a stream's work failed; the stream goes on", e);
        }
    }
}
