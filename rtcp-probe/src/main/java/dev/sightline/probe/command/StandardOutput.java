package dev.sightline.probe.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output, which remembers why it could not be written: the printers before it tell nobody. Nothing
 * is written after that, so that what somebody reads of it lacks its end and nothing else.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable IOException failure;

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
        IOException before = failure;
        if (before != null) {
            throw new IOException(before.getMessage(), before);
        }
        try {
            out.write(octets, from, length);
        } catch (IOException problem) {
            failure = problem;
            throw problem;
        }
    }

    /** Why it could not be written, if it could not. */
    Optional<String> failure() {
        return Optional.ofNullable(failure).map(problem -> String.valueOf(problem.getMessage()));
    }
}
