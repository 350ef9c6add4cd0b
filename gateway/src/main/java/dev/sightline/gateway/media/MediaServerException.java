package dev.sightline.gateway.media;

/** A call to the media server failed. */
public final class MediaServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public MediaServerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public MediaServerException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What a caller can do about it. */
    public enum Kind {
        /** It cannot be reached now; it is being tried again. */
        DOWN,
        /** It did not answer in time. */
        TIMED_OUT,
        /** Too many calls wait already. */
        OVERLOADED,
        /** It refused the session description. */
        BAD_DESCRIPTION,
        /** It has no room: files, ports, memory. */
        NO_RESOURCES,
        /** What was named is gone, usually with an earlier life of the server. */
        GONE,
        /** Anything else; the message has the server's code and words. */
        REFUSED
    }
}
