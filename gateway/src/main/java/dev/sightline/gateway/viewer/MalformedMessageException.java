package dev.sightline.gateway.viewer;

/** A viewer's frame holds no message that can be acted on. */
final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** @param message says what was expected; it is sent to the viewer */
    MalformedMessageException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
