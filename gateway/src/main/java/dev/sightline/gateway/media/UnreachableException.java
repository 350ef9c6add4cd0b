package dev.sightline.gateway.media;

import java.io.IOException;

/** The media server cannot be reached; the message says why, and what to do. */
final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message) {
        super(message);
    }

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
