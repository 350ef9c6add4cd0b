package dev.sightline.cli.sdp;

import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SessionDescription;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what an argument names, as bytes and within bounds. */
final class Input {
    /** One character per byte, so that nothing is lost. */
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    /** How the standard input is named. */
    static final String STANDARD = "-";

    private static final int MAX_SIZE = 16 * 1024 * 1024;

    private final InputStream standard;

    Input(InputStream standard) {
        this.standard = standard;
    }

    /** Any text; {@link #mediaDescription} wants one that has sections. */
    SessionDescription description(String file) throws Unusable {
        return SessionDescription.parse(text(file), SdpLimits.NONE);
    }

    /** A description with media, since a wrong file would otherwise be one without trouble and without differences. */
    SessionDescription mediaDescription(String file) throws Unusable {
        SessionDescription description = description(file);
        if (description.media().isEmpty()) {
            throw new Unusable(named(file) + " has no m= line; a session description was expected, which begins with"
                    + " v=0 and has a line such as m=video 5006 RTP/AVPF 103");
        }
        return description;
    }

    String text(String file) throws Unusable {
        try (InputStream in = file.equals(STANDARD) ? new Unclosed(standard) : open(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new Unusable(named(file) + " is longer than " + MAX_SIZE + " bytes; a session description was"
                        + " expected. To find some in a capture: sightline sdp from FILE");
            }
            return new String(bytes, BYTES);
        } catch (NoSuchFileException e) {
            throw new Unusable(file + ": no such file");
        } catch (AccessDeniedException e) {
            throw new Unusable(file + " may not be read by this user; see ls -l " + file);
        } catch (IOException e) {
            throw new Unusable(named(file) + " cannot be read: " + e.getMessage());
        }
    }

    InputStream standard() {
        return standard;
    }

    private static InputStream open(String file) throws Unusable, IOException {
        Path path = path(file);
        if (Files.isDirectory(path)) {
            throw new Unusable(file + " is a directory; a file was expected");
        }
        return Files.newInputStream(path);
    }

    static Path path(String file) throws Unusable {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new Unusable("'" + file + "' is no name of a file: " + e.getReason());
        }
    }

    static String named(String file) {
        return file.equals(STANDARD) ? "the standard input" : file;
    }

    /** The standard input stays open for whoever reads it next. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
