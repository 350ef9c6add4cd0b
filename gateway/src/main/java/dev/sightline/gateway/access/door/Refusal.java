package dev.sightline.gateway.access.door;

import dev.sightline.gateway.http.Foreseen;
import dev.sightline.gateway.http.Problem;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/** A request that is turned away at the door. */
public final class Refusal extends RuntimeException implements Foreseen {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    Refusal(int status, String type, String title, String detail) {
        this(status, type, title, detail, Map.of());
    }

    Refusal(int status, String type, String title, String detail, Map<String, String> headers) {
        this(new Problem(status, type, title, detail), headers);
    }

    Refusal(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    static Refusal unknown(String type, String detail) {
        return new Refusal(
                401, type, "Sign in first", detail, Map.of("WWW-Authenticate", "Bearer realm=\"sightline\""));
    }

    static Refusal badRequest(String detail) {
        return new Refusal(400, "bad-request", "The request cannot be understood", detail);
    }

    public Problem problem() {
        return problem;
    }

    public Publisher<Void> sendTo(HttpServerResponse response) {
        headers.forEach(response::header);
        return problem.sendTo(response);
    }
}
