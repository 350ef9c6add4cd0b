package dev.sightline.relay.rpc;

/** A request that is answered with an error. The client made it, so it carries no stack trace. */
final class RpcException extends RuntimeException {
    private final ErrorCode code;

    RpcException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }

    static RpcException notFound(String objectId) {
        return new RpcException(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "Object '" + objectId + "' not found");
    }

    static RpcException marshalling(String parameter, String expected) {
        return new RpcException(ErrorCode.MARSHALL_ERROR, "'" + parameter + "' parameter should be " + expected);
    }

    static RpcException illegal(String parameter, String value, String cure) {
        return new RpcException(
                ErrorCode.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR,
                "'" + parameter + "': '" + value + "' is not supported; " + cure);
    }

    static RpcException exhausted(String what, int bound) {
        return new RpcException(ErrorCode.NOT_ENOUGH_RESOURCES, "Reached this relay's limit of " + bound + " " + what);
    }
}
