package dev.sightline.webrtc;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where Bouncy Castle may block: a bounded number of handshakes at a time and a bounded number that wait, on virtual
 * threads where the platform has them. Records that arrive after a handshake have a thread of their own, so that they
 * never wait behind handshakes that a slow peer holds open.
 */
final class HandshakeThreads implements AutoCloseable {
    private static final int MAX_LATE_RECORDS = 10_000;

    private final ExecutorService handshakes;
    private final ExecutorService lateRecords;
    private final Semaphore running;
    private final AtomicInteger admitted = new AtomicInteger();
    private final int maxAdmitted;

    HandshakeThreads(int maxRunning, int maxWaiting) {
        this.handshakes =
                virtualThreads().orElseGet(() -> threads("dtls-handshake", maxRunning, maxRunning + maxWaiting));
        this.lateRecords = threads("dtls-records", 1, MAX_LATE_RECORDS);
        this.running = new Semaphore(maxRunning);
        this.maxAdmitted = maxRunning + maxWaiting;
    }

    /** Runs one handshake; false when there is no room for it. */
    boolean handshake(Runnable handshake) {
        if (admitted.incrementAndGet() > maxAdmitted) {
            admitted.decrementAndGet();
            return false;
        }
        try {
            handshakes.execute(() -> {
                running.acquireUninterruptibly();
                try {
                    handshake.run();
                } finally {
                    running.release();
                    admitted.decrementAndGet();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            admitted.decrementAndGet();
            return false;
        }
    }

    /** Runs work of a few milliseconds that belongs to a finished handshake; false when there is no room for it. */
    boolean afterwards(Runnable work) {
        try {
            lateRecords.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Waits a moment for what peers are to be told ({@code close_notify}). */
    @Override
    public void close() {
        handshakes.shutdownNow();
        lateRecords.shutdown();
        try {
            if (!lateRecords.awaitTermination(1, TimeUnit.SECONDS)) {
                lateRecords.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService threads(String name, int count, int queue) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(count, count, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** By reflection: the code is compiled for Java 17, virtual threads came with 21. */
    private static Optional<ExecutorService> virtualThreads() {
        try {
            Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
            return Optional.of((ExecutorService) factory.invoke(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
