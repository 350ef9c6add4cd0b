package dev.sightline.gateway.camera;

import dev.sightline.gateway.http.Foreseen;
import dev.sightline.gateway.http.Problem;
import java.util.Map;

/** A request that cannot be served. */
final class RequestRefused extends RuntimeException implements Foreseen {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    /**
     * @param type a stable word
     * @param detail what was found and what to change
     */
    RequestRefused(int status, String type, String title, String detail) {
        this(status, type, title, detail, Map.of());
    }

    RequestRefused(int status, String type, String title, String detail, Map<String, String> headers) {
        this(new Problem(status, type, title, detail), headers);
    }

    RequestRefused(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    RequestRefused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = Map.of();
    }

    static RequestRefused badRequest(String detail) {
        return new RequestRefused(400, "bad-request", "The request cannot be understood", detail);
    }

    static RequestRefused badOffer(String detail) {
        return new RequestRefused(422, "bad-offer", "The offer cannot be used", detail);
    }

    static RequestRefused forbiddenAddress(String detail) {
        return new RequestRefused(403, "forbidden-address", "The camera may not name this address", detail);
    }

    Problem problem() {
        return problem;
    }

    /** What the answer says besides. */
    Map<String, String> headers() {
        return headers;
    }
}
