package dev.sightline.gateway.access.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file of access control cannot be written: the disk is full, or somebody took the right away. The message names the file. */
public final class NotStored extends IOException {
    private static final long serialVersionUID = 1L;

    private NotStored(String message, IOException cause) {
        super(message, cause);
    }

    /**
     * What the system says names no file where it is the disk that is full.
     *
     * @param what could not be done with the file
     */
    static NotStored because(Path file, String what, IOException e) {
        String why = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return new NotStored(file + " " + what + ": " + why, e);
    }
}
