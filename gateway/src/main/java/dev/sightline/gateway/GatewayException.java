package dev.sightline.gateway;

/** The gateway cannot start; the message names the reason and the cure. */
public final class GatewayException extends Exception {
    private static final long serialVersionUID = 1L;

    GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
