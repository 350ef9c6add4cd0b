package dev.sightline.relay;

/** Why the engine refused something; {@link EngineException#getMessage()} says what exactly. */
public enum EngineError {
    /** The offer is not a session description, or one that cannot be answered. */
    SDP_PARSE_ERROR,
    /** The endpoint has answered an offer already; a new endpoint is needed for another one. */
    ALREADY_NEGOTIATED,
    /** The operation needs a negotiated endpoint. */
    NOT_NEGOTIATED,
    /** A configured limit is reached, or no port of the range is free. */
    NOT_ENOUGH_RESOURCES,
    /** The pipeline or endpoint has been released. */
    RELEASED,
    /** Only an endpoint that plays a source can ask for a keyframe. */
    KEYFRAME_NOT_POSSIBLE,
    /** These two endpoints cannot be connected. */
    NOT_CONNECTABLE,
    /** An argument is out of its range. */
    INVALID_ARGUMENT
}
