package dev.sightline.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command holds while it runs; given back in reverse order when it ends, also by Ctrl-C or SIGTERM. */
final class Foreground implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::release, "shutdown");

    Foreground() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Keeps {@code resource} until the end; one that comes while the process ends is closed at once. */
    synchronized <T extends AutoCloseable> T hold(T resource) {
        held.push(resource);
        if (ended.getCount() == 0) {
            release();
        }
        return resource;
    }

    /** Blocks until the process is told to end. */
    void await() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // the hook itself runs; there is nothing to remove
        }
    }

    private synchronized void release() {
        while (!held.isEmpty()) {
            AutoCloseable resource = held.pop();
            try {
                resource.close();
            } catch (Exception problem) {
                LOG.warn("{} did not close", resource, problem);
            }
        }
        ended.countDown();
    }
}
