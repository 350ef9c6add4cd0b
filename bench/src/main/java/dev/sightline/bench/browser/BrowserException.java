package dev.sightline.bench.browser;

/** A browser could not be started, or a page did not do what was asked of it. */
public final class BrowserException extends RuntimeException {
    BrowserException(String message) {
        super(message);
    }

    BrowserException(String message, Throwable cause) {
        super(message, cause);
    }
}
