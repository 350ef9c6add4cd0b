package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
    private static final Set<OpenOption> APPENDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

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
        StatePlace place = StatePlace.madeFor(file);
        try {
            replace(place, content);
        } catch (IOException e) {
            throw NotStored.because(file, "cannot be written", e);
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
        StatePlace place = StatePlace.madeFor(file);
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
            throw NotStored.because(file, "cannot be written", e);
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
            throw NotStored.because(file, "cannot be removed", e);
        }
    }

    /** Does something that nobody else, here or in another process, does at the same time. */
    <T> T alone(Work<T> work) throws IOException {
        ours.lock();
        try (FileHold ignored = new LockFile(file.resolveSibling(".lock"), file).waited()) {
            return work.run();
        } finally {
            ours.unlock();
        }
    }
}
