package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file with secrets in it: only its owner may read it, it is replaced as a whole or not at all, and processes that change it
 * take turns. What root makes in another's directory belongs to that other, so that a service finds what an administrator
 * has made. Not for event loops.
 */
final class StateFile {
    private static final int MAX_BYTES = 4 << 20;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> APPENDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final long LOCK_PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long LOCK_PAUSE_MILLIS = 20;

    private final Path file;
    private final ReentrantLock ours = new ReentrantLock();

    StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** What tells one state of a file from another, without reading it. */
    record Stamp(Optional<Object> key, long modified, long size) {
        static final Stamp NONE = new Stamp(Optional.empty(), 0, 0);
    }

    /** Something that may fail as files do. */
    interface Work<T> {
        T run() throws IOException;
    }

    Path path() {
        return file;
    }

    Stamp stamp() throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Stamp(
                    Optional.ofNullable(found.fileKey()),
                    found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                    found.size());
        } catch (NoSuchFileException e) {
            return Stamp.NONE;
        }
    }

    /**
     * The content; nothing when there is no such file.
     *
     * @throws IOException when it cannot be read, or when others may read or write it, or put another in its place
     */
    Optional<byte[]> read() throws IOException {
        try {
            StatePlace.of(file).refuseForeign(file);
            PosixFileAttributes found =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (found.permissions().stream().anyMatch(OTHERS::contains)) {
                throw new IOException(file + " may be read or written by others (mode "
                        + PosixFilePermissions.toString(found.permissions()) + ", "
                        + found.owner().getName() + "); it holds secrets. Mend it with: chmod 600 " + file);
            }
            return Optional.of(bytes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Replaces the content; on the disk when this returns. */
    void write(byte[] content) throws IOException {
        StatePlace place = prepared();
        try {
            replace(place, content);
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    private void replace(StatePlace place, byte[] content) throws IOException {
        Path beside = Files.createTempFile(place.directory(), file.getFileName() + ".", ".new", OWNER_ONLY);
        try {
            try (FileChannel out = FileChannel.open(beside, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            place.own(beside);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Adds a line to the end, and ends one that a full disk has broken off; the file is made when it is missing. */
    void appendLine(byte[] line) throws IOException {
        StatePlace place = prepared();
        place.refuseForeign(file);
        try (FileChannel out = FileChannel.open(file, APPENDING, OWNER_ONLY)) {
            place.own(file);
            boolean torn = endsWithin();
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1);
            if (torn) {
                bytes.put((byte) '\n');
            }
            bytes.put(line).flip();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw failed("cannot be written", e);
        }
    }

    private boolean endsWithin() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** Needs no room on the disk; what is missing is well. */
    void remove() throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("cannot be removed", e);
        }
    }

    /**
     * Holds the file until that is closed, or this process ends; nothing when another does.
     *
     * @throws IOException when it cannot be made or opened
     */
    Optional<FileHold> hold() throws IOException {
        return tried(prepared(), file);
    }

    /** What the system says names no file where it is the disk that is full. */
    private NotStored failed(String what, IOException e) {
        String why = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return new NotStored(file + " " + what + ": " + why, e);
    }

    /** Does something that nobody else, here or in another process, does at the same time. */
    <T> T alone(Work<T> work) throws IOException {
        StatePlace place = prepared();
        Path lock = place.directory().resolve(".lock");
        ours.lock();
        try (FileHold ignored = taken(place, lock)) {
            return work.run();
        } finally {
            ours.unlock();
        }
    }

    private FileHold taken(StatePlace place, Path lock) throws IOException {
        long end = System.nanoTime() + LOCK_PATIENCE;
        while (true) {
            Optional<FileHold> held = tried(place, lock);
            if (held.isPresent()) {
                return held.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("something else holds " + lock + " for more than "
                        + TimeUnit.NANOSECONDS.toSeconds(LOCK_PATIENCE) + " seconds");
            }
            try {
                Thread.sleep(LOCK_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + lock, e);
            }
        }
    }

    private Optional<FileHold> tried(StatePlace place, Path lock) throws IOException {
        place.refuseForeign(lock);
        return FileHold.tried(
                place.directory(), place.directory().relativize(lock).toString(), () -> opened(place, lock));
    }

    private FileChannel opened(StatePlace place, Path lock) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(lock, WRITING, OWNER_ONLY);
        } catch (IOException e) {
            throw failed("cannot be changed (" + lock + " cannot be opened)", e);
        }
        try {
            place.own(lock);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private StatePlace prepared() throws IOException {
        StatePlace place = StatePlace.of(file);
        try {
            place.make();
        } catch (IOException e) {
            throw failed("cannot be made", e);
        }
        return place;
    }
}
