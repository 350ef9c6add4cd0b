package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A file that is there to be held: by one at a time, of this process and all others. Not for event loops. */
final class LockFile {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MILLIS = 20;

    private final Path lock;
    private final Path guarded;

    /** @param guarded what cannot be changed without it, in the same directory; errors name it */
    LockFile(Path lock, Path guarded) {
        this.lock = lock.toAbsolutePath();
        this.guarded = guarded.toAbsolutePath();
    }

    /**
     * Holds it until that is closed, or this process ends; nothing when another does.
     *
     * @throws IOException when it cannot be made or opened
     */
    Optional<FileHold> tried() throws IOException {
        return tried(StatePlace.madeFor(guarded));
    }

    private Optional<FileHold> tried(StatePlace place) throws IOException {
        place.refuseForeign(lock);
        return FileHold.tried(
                place.directory(), place.directory().relativize(lock).toString(), () -> opened(place));
    }

    /**
     * The same, and waits for it.
     *
     * @throws IOException also when another holds it for long
     */
    FileHold waited() throws IOException {
        StatePlace place = StatePlace.madeFor(guarded);
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            Optional<FileHold> held = tried(place);
            if (held.isPresent()) {
                return held.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("something else holds " + lock + " for more than "
                        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE) + " seconds");
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + lock, e);
            }
        }
    }

    private FileChannel opened(StatePlace place) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(lock, WRITING, OWNER_ONLY);
        } catch (IOException e) {
            throw NotStored.because(guarded, "cannot be changed (" + lock + " cannot be opened)", e);
        }
        try {
            place.own(lock);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
