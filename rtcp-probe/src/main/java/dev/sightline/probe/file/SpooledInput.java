package dev.sightline.probe.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What comes through the standard input, kept in a temporary file while it is worked on: captures are read twice, and from
 * any place. Closing it removes the file; so does the end of the process.
 */
public final class SpooledInput implements AutoCloseable {
    /** How the standard input is named on a command line. */
    public static final String STANDARD = "-";

    /** As much as is kept, in octets: a temporary directory may be memory. */
    public static final long LARGEST = 4L << 30;

    private static final String NAME = "the standard input";
    private static final int CHUNK = 64 * 1024;

    private final Path path;

    private SpooledInput(Path path) {
        this.path = path;
    }

    /**
     * Reads {@code in} to its end, and does not close it; blocks the calling thread.
     *
     * @param largest octets; {@link #LARGEST} where nothing speaks against it
     * @throws CaptureFileException when more comes, or it cannot be kept; then nothing is left behind
     */
    public static SpooledInput of(InputStream in, long largest) throws CaptureFileException {
        Path path;
        try {
            path = Files.createTempFile("sightline-input", ".tmp");
        } catch (IOException e) {
            throw new CaptureFileException(
                    NAME + " cannot be kept in a temporary file: " + e.getMessage() + cannot(e)
                            + "; write it to a file and name that, or name another directory:"
                            + " SIGHTLINE_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY",
                    e);
        }
        path.toFile().deleteOnExit();
        SpooledInput spooled = new SpooledInput(path);
        try (OutputStream out = Files.newOutputStream(path)) {
            copy(in, out, largest);
            return spooled;
        } catch (IOException e) {
            spooled.close();
            throw new CaptureFileException(
                    NAME + " cannot be kept in " + path.getParent() + ": " + e.getMessage()
                            + "; write it to a file where there is room, and name that",
                    e);
        } catch (CaptureFileException e) {
            spooled.close();
            throw e;
        }
    }

    /** Their message is the path alone. */
    private static String cannot(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return ": permission denied";
        }
        return problem instanceof NoSuchFileException ? ": no such directory" : "";
    }

    private static void copy(InputStream in, OutputStream out, long largest) throws IOException, CaptureFileException {
        byte[] chunk = new byte[CHUNK];
        long kept = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            kept += read;
            if (kept > largest) {
                throw new CaptureFileException(
                        NAME + " is longer than " + largest + " octets; write it to a file and name that");
            }
            out.write(chunk, 0, read);
        }
    }

    /** The file, by the name that people know it by. */
    public CaptureInput input() {
        return new CaptureInput(path, NAME);
    }

    @Override
    public void close() {
        path.toFile().delete();
    }
}
