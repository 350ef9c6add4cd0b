package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * That one gateway runs with a directory of access control. The kernel knows it by a lock on {@code .running}, which ends with
 * the process however that ends. Not for event loops.
 */
public final class Occupancy implements AutoCloseable {
    /** Whoever looks whether there is a gateway holds the lock for a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long PAUSE_MILLIS = 20;

    private final FileHold held;

    private Occupancy(FileHold held) {
        this.held = held;
    }

    /**
     * Waits a moment for it; nothing when another gateway runs with the directory.
     *
     * @throws IOException when its file cannot be made or opened
     */
    public static Optional<Occupancy> of(Path directory) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<Occupancy> held = atOnce(directory);
        while (held.isEmpty() && System.nanoTime() - end < 0) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            held = atOnce(directory);
        }
        return held;
    }

    /**
     * The same without waiting.
     *
     * @throws IOException when its file cannot be made or opened
     */
    public static Optional<Occupancy> atOnce(Path directory) throws IOException {
        return new LockFile(file(directory), file(directory)).tried().map(Occupancy::new);
    }

    /** Whether a gateway runs with the directory. */
    public static boolean exists(Path directory) throws IOException {
        if (!Files.exists(file(directory), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Optional<Occupancy> free = atOnce(directory);
        if (free.isPresent()) {
            free.get().close();
        }
        return free.isEmpty();
    }

    private static Path file(Path directory) {
        return directory.resolve(".running");
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
