package dev.sightline.probe.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the JVM, which a signal ends, until a command has printed what it found so far: it ends with the last of its hooks,
 * whatever its main thread is about. On close all is printed.
 */
final class LastWords implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Runnable stop;
    private final Runnable unsaid;
    private final CountDownLatch printed = new CountDownLatch(1);

    /**
     * Begins to.
     *
     * @param stop makes the command come to its end, by another thread
     * @param unsaid called where it did not within 5 s
     */
    LastWords(Runnable stop, Runnable unsaid) {
        this.stop = stop;
        this.unsaid = unsaid;
        Runtime.getRuntime().addShutdownHook(new Thread(this::await, "last-words"));
    }

    private void await() {
        if (printed.getCount() == 0) {
            return;
        }
        stop.run();
        try {
            if (!printed.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                unsaid.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        printed.countDown();
    }
}
