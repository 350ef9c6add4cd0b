package dev.sightline.gateway.media;

import dev.sightline.gateway.media.MediaServerException.Kind;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.kurento.client.internal.server.KurentoServerException;
import org.kurento.jsonrpc.JsonRpcErrorException;

/** Tells what a failure of the client means. */
final class KurentoErrors {
    private static final int SDP_PARSE_ERROR = 40_201;
    private static final int ALREADY_NEGOTIATED = 40_208;
    private static final int OBJECT_NOT_FOUND = 40_101;
    private static final int INVALID_SESSION = 40_007;
    private static final int NOT_ENOUGH_RESOURCES = 40_009;

    private KurentoErrors() {}

    static MediaServerException explain(String what, Throwable error) {
        if (error instanceof MediaServerException known) {
            return known;
        }
        if (error instanceof KurentoServerException refused) {
            return refused(what, refused.getCode(), String.valueOf(refused.getServerMessage()), error);
        }
        if (error instanceof JsonRpcErrorException refused) {
            return refused(what, refused.getCode(), String.valueOf(refused.getMessage()), error);
        }
        if (error instanceof TimeoutException || hasCause(error, TimeoutException.class)) {
            return new MediaServerException(Kind.TIMED_OUT, "the media server did not answer in time: " + what, error);
        }
        if (error instanceof RejectedExecutionException) {
            return new MediaServerException(
                    Kind.OVERLOADED, "too many calls wait for the media server: " + what, error);
        }
        return new MediaServerException(
                Kind.DOWN, "the media server cannot be reached: " + what + ": " + error.getMessage(), error);
    }

    private static MediaServerException refused(String what, int code, String message, Throwable error) {
        Kind kind = switch (code) {
            case SDP_PARSE_ERROR, ALREADY_NEGOTIATED -> Kind.BAD_DESCRIPTION;
            case OBJECT_NOT_FOUND, INVALID_SESSION -> Kind.GONE;
            case NOT_ENOUGH_RESOURCES -> Kind.NO_RESOURCES;
            default -> Kind.REFUSED;
        };
        return new MediaServerException(
                kind, "the media server refused: " + what + ": " + message + " (" + code + ")", error);
    }

    private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = error.getCause(); cause != null && depth < 16; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
            depth++;
        }
        return false;
    }
}
