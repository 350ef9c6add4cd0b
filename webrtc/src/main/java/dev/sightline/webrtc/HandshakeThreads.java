package dev.sightline.webrtc;

import java.lang.reflect.Method;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where Bouncy Castle may block: a bounded number of handshakes at a time, of one network at most a part of them, and a
 * bounded number that wait, on virtual threads where the platform has them. Records that arrive after a handshake have a
 * thread of their own, so that they never wait behind handshakes that a slow peer holds open.
 */
final class HandshakeThreads implements AutoCloseable {
    private static final int MAX_LATE_RECORDS = 10_000;

    private record Waiting(ByteBuffer network, Runnable handshake) {}

    private final ExecutorService handshakes;
    private final ExecutorService lateRecords;
    private final HandshakeLimits limits;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<ByteBuffer, Integer> runningByNetwork = new HashMap<>();
    private int running;

    HandshakeThreads(HandshakeLimits limits) {
        this.limits = limits;
        this.handshakes = virtualThreads().orElseGet(() -> threads("dtls-handshake", limits.atOnce(), limits.atOnce()));
        this.lateRecords = threads("dtls-records", 1, MAX_LATE_RECORDS);
    }

    /** Runs one handshake with a peer at that address, when it is its turn; false when there is no room for it. */
    synchronized boolean handshake(InetAddress peer, Runnable handshake) {
        ByteBuffer network = network(peer);
        if (hasThread(network)) { // none that waits could have had it: turns are given when a thread falls free
            return run(network, handshake);
        }
        return mayWait(network) && waiting.add(new Waiting(network, handshake));
    }

    /** Takes out a handshake that still waits: its peer is gone. */
    synchronized void withdraw(Runnable handshake) {
        waiting.removeIf(entry -> entry.handshake() == handshake);
    }

    private boolean mayWait(ByteBuffer network) {
        return waiting.size() < limits.waiting()
                && waiting.stream()
                                .filter(entry -> entry.network().equals(network))
                                .count()
                        < limits.waitingPerAddress();
    }

    private boolean hasThread(ByteBuffer network) {
        return running < limits.atOnce() && runningByNetwork.getOrDefault(network, 0) < limits.atOncePerAddress();
    }

    private boolean run(ByteBuffer network, Runnable handshake) {
        try {
            handshakes.execute(() -> {
                try {
                    handshake.run();
                } finally {
                    ended(network);
                }
            });
        } catch (RejectedExecutionException e) { // the port is closing
            return false;
        }
        running++;
        runningByNetwork.merge(network, 1, Integer::sum);
        return true;
    }

    private synchronized void ended(ByteBuffer network) {
        running--;
        runningByNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        waiting.stream().filter(entry -> hasThread(entry.network())).findFirst().ifPresent(next -> {
            waiting.remove(next);
            run(next.network(), next.handshake());
        });
    }

    /** Who has one IPv6 address has the 2⁶⁴ of its network. */
    private static ByteBuffer network(InetAddress peer) {
        return ByteBuffer.wrap(peer.getAddress(), 0, peer instanceof Inet6Address ? 8 : 4);
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
