package dev.sightline.gateway.access.store;

import java.io.IOException;

/** A file of access control cannot be written: the disk is full, or somebody took the right away. The message names the file. */
public final class NotStored extends IOException {
    private static final long serialVersionUID = 1L;

    NotStored(String message, IOException cause) {
        super(message, cause);
    }
}
