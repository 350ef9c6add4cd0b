package dev.sightline.gateway.camera;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A request that cannot be served, as {@code application/problem+json} tells it (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;
    private final transient Map<String, String> headers;

    /**
     * @param type a stable word
     * @param detail what was found and what to change
     */
    Problem(int status, String type, String title, String detail) {
        this(status, type, title, detail, Map.of());
    }

    Problem(int status, String type, String title, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
        this.headers = headers;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "bad-request", "The request cannot be understood", detail);
    }

    static Problem badOffer(String detail) {
        return new Problem(422, "bad-offer", "The offer cannot be used", detail);
    }

    static Problem forbiddenAddress(String detail) {
        return new Problem(403, "forbidden-address", "The camera may not name this address", detail);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("title", title)
                .put("status", status)
                .put("detail", getMessage());
    }
}
