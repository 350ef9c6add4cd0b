package dev.sightline.relay.rpc;

import dev.sightline.relay.EngineException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong, in Kurento's codes. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Kurento says only this. */
    private static final String INVALID_SDP = "Invalid SDP";

    private Refusals() {}

    static RpcException of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcException refusal) {
            return refusal;
        }
        if (cause instanceof EngineException refusal) {
            return of(refusal);
        }
        LOG.error("A request failed for a reason that is this relay's own fault", cause);
        return new RpcException(ErrorCode.INTERNAL_ERROR, "Unexpected error while processing method");
    }

    private static RpcException of(EngineException refusal) {
        String detail = String.valueOf(refusal.getMessage());
        return switch (refusal.error()) {
            case SDP_PARSE_ERROR -> new RpcException(ErrorCode.SDP_PARSE_ERROR, invalidSdp(detail));
            case ALREADY_NEGOTIATED ->
                new RpcException(ErrorCode.SDP_END_POINT_ALREADY_NEGOTIATED, "Endpoint already negotiated");
            case NOT_NEGOTIATED, KEYFRAME_NOT_POSSIBLE ->
                new RpcException(ErrorCode.MEDIA_OBJECT_OPERATION_NOT_SUPPORTED, detail);
            case NOT_ENOUGH_RESOURCES -> new RpcException(ErrorCode.NOT_ENOUGH_RESOURCES, detail);
            case RELEASED -> new RpcException(ErrorCode.MEDIA_OBJECT_NOT_FOUND, detail);
            case NOT_CONNECTABLE -> new RpcException(ErrorCode.CONNECT_ERROR, detail);
            case INVALID_ARGUMENT -> new RpcException(ErrorCode.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR, detail);
        };
    }

    private static String invalidSdp(String detail) {
        return detail.startsWith(INVALID_SDP) ? detail : INVALID_SDP + ": " + detail;
    }
}
