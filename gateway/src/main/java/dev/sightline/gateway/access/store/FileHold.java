package dev.sightline.gateway.access.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A lock between processes, held until it is closed or the process ends. Who holds it in this process is known without
 * opening the file: whoever closes a file gives up all locks that its process has on it, whichever channel took them.
 */
final class FileHold implements Closeable {
    /** The locks are the process's, so what is known of them is too. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileHold(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens a lock's file for writing, and makes it when it is missing. */
    interface Opening {
        FileChannel open() throws IOException;
    }

    /**
     * Takes the lock without waiting; nothing when somebody has it, here or in another process.
     *
     * @param directory that exists
     */
    static Optional<FileHold> tried(Path directory, String name, Opening opening) throws IOException {
        Path real = directory.toRealPath().resolve(name);
        if (!HELD.add(real)) {
            return Optional.empty();
        }
        Optional<FileHold> held = Optional.empty();
        try {
            held = locked(real, opening.open());
            return held;
        } finally {
            if (held.isEmpty()) {
                HELD.remove(real);
            }
        }
    }

    private static Optional<FileHold> locked(Path file, FileChannel channel) throws IOException {
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked ? Optional.of(new FileHold(file, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
