package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.MediaServerException;
import dev.sightline.sdp.SdpException;
import java.util.Locale;

/** A camera's or a viewer's wish cannot be met. The message says what was wrong and what to change. */
public final class StreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    public StreamException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What a failure on the way to the media server means to cameras and viewers. */
    static StreamException explaining(Throwable error) {
        if (error instanceof StreamException known) {
            return known;
        }
        if (error instanceof SdpException) {
            return new StreamException(
                    Code.MEDIA_SERVER_REFUSED, "the media server's answer cannot be read: " + error.getMessage());
        }
        Code code = error instanceof MediaServerException media
                ? switch (media.kind()) {
                    case DOWN, TIMED_OUT, GONE -> Code.MEDIA_SERVER_DOWN;
                    case OVERLOADED -> Code.OVERLOADED;
                    case BAD_DESCRIPTION -> Code.BAD_OFFER;
                    case NO_RESOURCES, REFUSED -> Code.MEDIA_SERVER_REFUSED;
                }
                : Code.MEDIA_SERVER_REFUSED;
        return new StreamException(code, String.valueOf(error.getMessage()));
    }

    public Code code() {
        return code;
    }

    /** Stable words: {@code bad-offer} for {@code BAD_OFFER}. */
    public enum Code {
        /** The session description cannot be used. */
        BAD_OFFER,
        /** More viewers than allowed. */
        TOO_MANY_VIEWERS,
        /** The media server cannot be reached. */
        MEDIA_SERVER_DOWN,
        /** The media server refused. */
        MEDIA_SERVER_REFUSED,
        /** The camera does not begin, or has ended. */
        CAMERA_UNAVAILABLE,
        /** No return path is allowed for this camera. */
        RETURN_PATH_REFUSED,
        /** A later offer took the place of this one. */
        SUPERSEDED,
        /** Too much waits already. */
        OVERLOADED,
        /** The gateway ends. */
        CLOSED;

        /** As it is written: {@code bad-offer}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
