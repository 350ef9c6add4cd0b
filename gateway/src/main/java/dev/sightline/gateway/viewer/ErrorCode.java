package dev.sightline.gateway.viewer;

import dev.sightline.gateway.stream.StreamException;
import java.util.Locale;

/** Why a viewer did not get what it asked for; a stable word that pages may depend on. */
enum ErrorCode {
    /** No camera has that id. */
    UNKNOWN_CAMERA,
    /** The offer cannot be read, or holds nothing that the camera sends. */
    BAD_OFFER,
    /** The message is not one of the conversation's. */
    BAD_MESSAGE,
    /** The message's type is not known. */
    UNKNOWN_TYPE,
    /** Nothing was shown that allows it: neither a session of our page, nor a token or ticket. */
    UNAUTHORIZED,
    TOO_MANY_VIEWERS,
    RATE_LIMITED,
    MEDIA_SERVER_DOWN,
    MEDIA_SERVER_REFUSED,
    /** The camera does not begin, or has ended. */
    CAMERA_UNAVAILABLE,
    /** No way back to the camera is allowed for it. */
    RETURN_PATH_REFUSED,
    /** There was no answer in time. */
    TIMED_OUT,
    /** Too much waits already. */
    OVERLOADED,
    /** Something went wrong inside. */
    INTERNAL;

    static ErrorCode of(StreamException.Code code) {
        return switch (code) {
            case BAD_OFFER -> BAD_OFFER;
            case TOO_MANY_VIEWERS -> TOO_MANY_VIEWERS;
            case MEDIA_SERVER_DOWN -> MEDIA_SERVER_DOWN;
            case MEDIA_SERVER_REFUSED -> MEDIA_SERVER_REFUSED;
            case CAMERA_UNAVAILABLE, SUPERSEDED, CLOSED -> CAMERA_UNAVAILABLE;
            case RETURN_PATH_REFUSED -> RETURN_PATH_REFUSED;
            case OVERLOADED -> OVERLOADED;
        };
    }

    /** As it is written: {@code unknown-camera}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
