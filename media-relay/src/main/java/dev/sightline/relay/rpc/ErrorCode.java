package dev.sightline.relay.rpc;

/** The codes of JSON-RPC 2.0 (section 5.1) and Kurento's own; the constant's name is what Kurento sends as {@code data.type}. */
enum ErrorCode {
    PARSE_ERROR(-32700),
    INVALID_REQUEST(-32600),
    METHOD_NOT_FOUND(-32601),
    INVALID_PARAMS(-32602),
    INTERNAL_ERROR(-32603),
    SERVER_ERROR(-32000),
    MARSHALL_ERROR(40001),
    CONNECT_ERROR(40004),
    INVALID_SESSION(40007),
    MALFORMED_TRANSACTION(40008),
    NOT_ENOUGH_RESOURCES(40009),
    MEDIA_OBJECT_NOT_FOUND(40101),
    MEDIA_OBJECT_EVENT_NOT_SUPPORTED(40106),
    MEDIA_OBJECT_ILLEGAL_PARAM_ERROR(40107),
    MEDIA_OBJECT_NOT_AVAILABLE(40108),
    MEDIA_OBJECT_OPERATION_NOT_SUPPORTED(40111),
    SDP_PARSE_ERROR(40201),
    SDP_END_POINT_ALREADY_NEGOTIATED(40208);

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Only Kurento's own codes, and its complaint about missing parameters, say their type. */
    boolean saysType() {
        return code > 0 || this == INVALID_PARAMS;
    }
}
