package dev.sightline.gateway.access.store;

import java.io.IOException;

/** What was asked for does not fit with what there is; nothing was changed. */
public final class Conflict extends IOException {
    private static final long serialVersionUID = 1L;

    Conflict(String message) {
        super(message);
    }
}
