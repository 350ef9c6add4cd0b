package dev.sightline.gateway.security;

/** Certificate or key cannot be used; the message names the file and the cure. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
