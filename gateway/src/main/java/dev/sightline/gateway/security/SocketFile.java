package dev.sightline.gateway.security;

import dev.sightline.gateway.files.OwnDirectory;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file of a Unix socket. It may be written to, which is to connect, by its owner and group only, and lies where nobody
 * else can put another in its place. Not for event loops.
 */
public final class SocketFile implements AutoCloseable {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");
    private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwxr-x---");
    /** The bits of a mode that tell a socket from a pipe, a device and all the others: S_IFMT and S_IFSOCK. */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private final Path path;
    private Optional<Object> identity = Optional.empty();

    private SocketFile(Path path) {
        this.path = path;
    }

    /**
     * Makes room for a socket: makes its directory when that is missing, and takes away what a dead process left.
     *
     * @param key what the operator calls it, such as {@code probe.socket}
     * @throws IOException when somebody listens there, something else lies there, or others may write in the directory or on
     *     the way to it
     */
    public static SocketFile prepare(String key, Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(key + ": " + path + " is no place for a socket; expected a file in a directory");
        }
        try {
            WayRules rules = WayRules.of(ProcessUser.current());
            OwnDirectory.check(key, directory, rules);
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_MODE));
                OwnDirectory.check(key, directory, rules);
            }
            removeStale(key, path);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new IOException(
                    key + ": " + path + " cannot be made: " + e.getClass().getSimpleName() + " at " + e.getFile()
                            + ". The gateway's user must be able to write there",
                    e);
        }
        return new SocketFile(path);
    }

    public Path path() {
        return path;
    }

    /** To be called once it is bound. */
    public void restrict() throws IOException {
        Files.setPosixFilePermissions(path, MODE);
        identity = Optional.ofNullable(attributes().fileKey());
    }

    /** Takes it away, unless somebody else has put another there. */
    @Override
    public void close() {
        try {
            if (identity.isPresent() && identity.get().equals(attributes().fileKey())) {
                Files.delete(path);
            }
        } catch (IOException goneAlready) {
            // as it should be
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    private static void removeStale(String key, Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket(path)) {
            throw new IOException(key + ": " + path + " exists and is no socket; it is not overwritten");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            Files.delete(path);
            return;
        } catch (IOException e) {
            throw new IOException(
                    key + ": whether somebody listens at " + path + " cannot be seen: " + e.getMessage()
                            + ". Remove it if nobody does",
                    e);
        }
        throw new IOException(key + ": another process listens at " + path
                + "; end it, or give this gateway a path of its own. See: ss -xlp src " + path);
    }
}
