package dev.sightline.probe.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of rules or of a plan, which somebody else may have named: no pipe that never ends, and not more than it should be. */
public final class TextFile {
    private static final int MAX_BYTES = 8 << 20;

    private TextFile() {}

    /** @throws IOException when it is missing, may not be read, is no regular file or too large; it names the file */
    public static String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + " does not exist");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is a directory, a pipe or a device; a regular file was expected");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + " may not be read by this user; see: ls -l " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
