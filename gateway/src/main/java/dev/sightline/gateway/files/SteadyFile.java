package dev.sightline.gateway.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads a file whole, such that what was checked is what is read: a renewal may come in between. */
public final class SteadyFile {
    private static final int TRIES = 3;

    private SteadyFile() {}

    /**
     * What is asked of the way to a file before it is opened.
     *
     * @param <T> what it finds
     * @param <E> how it refuses
     */
    public interface Check<T, E extends Exception> {
        T of(FileWay way) throws E;
    }

    /** What was read, and what the check had found. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Content<T>(byte[] bytes, T found) {}

    /**
     * @param mostBytes one more is read, by which the caller knows that there is more
     * @throws AccessDeniedException when this process may not enter the way, or not read the file
     * @throws IOException also when it is no regular file, which is never opened, or does not come to rest
     */
    public static <T, E extends Exception> Content<T> read(Path path, int mostBytes, Check<T, E> check)
            throws IOException, E {
        for (int i = 0; i < TRIES; i++) {
            FileWay way = FileWay.to(path);
            T found = check.of(way);
            byte[] bytes = bytes(way, mostBytes);
            if (FileWay.to(path).equals(way)) {
                return new Content<>(bytes, found);
            }
        }
        throw new FileSystemException(
                path.toString(), null, "it changes while it is read; it was tried " + TRIES + " times");
    }

    private static byte[] bytes(FileWay way, int mostBytes) throws IOException {
        if (way.closed().isPresent()) {
            throw new AccessDeniedException(way.closed().get().path().toString());
        }
        FileFacts file = way.file().orElseThrow();
        if (!file.isRegular()) {
            throw new FileSystemException(file.path().toString(), null, "it is no regular file");
        }
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (InputStream in = Channels.newInputStream(Files.newByteChannel(file.path(), options))) {
            return in.readNBytes(mostBytes + 1);
        }
    }
}
