package dev.sightline.probe.firewall.bisect;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One thread that lives in a network namespace: a socket that it opens belongs there for good. */
final class NamespaceThread implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;

    /** What the C library calls these. */
    interface LibC extends Library {
        int open(String path, int flags) throws LastErrorException;

        int setns(int descriptor, int kind) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private final ExecutorService thread;

    private NamespaceThread(ExecutorService thread) {
        this.thread = thread;
    }

    /** @throws IOException when there is no such namespace, or this process may not enter it */
    static NamespaceThread in(String namespace) throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "in " + namespace);
            made.setDaemon(true);
            return made;
        });
        NamespaceThread entered = new NamespaceThread(thread);
        entered.call(() -> enter("/run/netns/" + namespace));
        return entered;
    }

    private static boolean enter(String path) throws IOException {
        try {
            LibC libc = Native.load("c", LibC.class);
            int descriptor = libc.open(path, 0);
            try {
                libc.setns(descriptor, CLONE_NEWNET);
            } finally {
                libc.close(descriptor);
            }
            return true;
        } catch (LastErrorException | LinkageError problem) {
            throw new IOException("the namespace " + path + " cannot be entered: " + problem.getMessage(), problem);
        }
    }

    /** Does something there, and waits for it. */
    <T> T call(Callable<T> task) throws IOException {
        try {
            return thread.submit(task).get();
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", problem);
        } catch (ExecutionException problem) {
            Throwable cause = problem.getCause() == null ? problem : problem.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
