package dev.sightline.gateway.security.tls;

/** Certificate or key cannot be used; the message names the file and the cure. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    public TlsException(String message) {
        super(message);
    }

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
