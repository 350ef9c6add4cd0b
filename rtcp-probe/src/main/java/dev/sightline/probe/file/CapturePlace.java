package dev.sightline.probe.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The file that a capture is written to. One that replaces another is made beside it, where only its owner may read it, and
 * takes the other's name, owner and mode once its beginning is there. Not for several threads.
 */
final class CapturePlace {
    /** The bits of a file's mode that tell what it is, and what they are for a character device: S_IFMT, S_IFCHR. */
    private static final int FILE_TYPE = 0xf000;

    private static final int CHARACTER_DEVICE = 0x2000;
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel channel;
    private final boolean isNew;
    private final Optional<Replaced> replaced;

    /** A file that gives way. */
    private record Replaced(Path path, FileRights rights) {}

    private CapturePlace(Path path, FileChannel channel, boolean isNew, Optional<Replaced> replaced) {
        this.path = path;
        this.channel = channel;
        this.isNew = isNew;
        this.replaced = replaced;
    }

    /**
     * Opens it.
     *
     * @param replace whether a regular file that exists gives way
     * @throws FileAlreadyExistsException when it exists and is not to be replaced
     * @throws IOException when it cannot be written
     */
    static CapturePlace open(Path path, boolean replace) throws IOException {
        if (!replace || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            FileChannel made = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            return new CapturePlace(path, made, true, Optional.empty());
        }
        if (isCharacterDevice(path)) {
            FileChannel device = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            return new CapturePlace(path, device, false, Optional.empty());
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is no regular file, and nothing else is replaced");
        }
        FileRights rights = FileRights.of(path);
        Path beside = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
        FileChannel made = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(OWNERS));
        return new CapturePlace(beside, made, true, Optional.of(new Replaced(path, rights)));
    }

    /** As {@code /dev/null}: only root makes one. */
    private static boolean isCharacterDevice(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == CHARACTER_DEVICE;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Takes the name of the file that gives way, at once, with what its owner and its mode allowed.
     *
     * @throws IOException when it cannot
     */
    void take() throws IOException {
        if (replaced.isPresent()) {
            replaced.get().rights().giveTo(path);
            Files.move(path, replaced.get().path(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Closes it and leaves nothing behind; a file that was to give way stays. */
    void giveUp() throws IOException {
        channel.close();
        if (isNew) {
            Files.deleteIfExists(path);
        }
    }
}
