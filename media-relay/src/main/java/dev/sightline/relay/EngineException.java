package dev.sightline.relay;

/** An operation of the engine that was refused; the message names the thing, the value and the cure. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final EngineError error;

    EngineException(EngineError error, String message) {
        super(message);
        this.error = error;
    }

    /** What kind of refusal it is. */
    public EngineError error() {
        return error;
    }
}
