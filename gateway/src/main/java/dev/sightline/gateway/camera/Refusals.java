package dev.sightline.gateway.camera;

import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Tells cameras why a request of theirs was not served, and people where the gateway is to blame. Safe for any thread. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final Consumer<String> refused;
    private final LogPace unforeseen = new LogPace();
    /** By the stable word of what failed. */
    private final ConcurrentHashMap<String, LogPace> paces = new ConcurrentHashMap<>();

    /** @param refused is told by its stable word why somebody is no camera, or not now */
    Refusals(Consumer<String> refused) {
        this.refused = refused;
    }

    Mono<Void> tell(HttpServerRequest request, HttpServerResponse response, Throwable error) {
        RequestRefused refusal = refusal(error);
        String why = refusal.problem().detail();
        int status = refusal.problem().status();
        if (status == 401 || status == 403 || refusal.problem().type().equals(Camera.HELD_ELSEWHERE)) {
            refused.accept(refusal.problem().type());
        }
        if (status >= 500) {
            paces.computeIfAbsent(
                            refusal.problem().type(),
                            type -> new LogPace(
                                    1,
                                    left -> log.warn("cameras' requests: {} more were refused with '{}'", left, type)))
                    .say(others -> log.warn("{} {}: {}", request.method(), pathOf(request), why));
        } else {
            log.debug("{} {}: {}", request.method(), pathOf(request), why);
        }
        if (response.hasSentHeaders()) {
            return Mono.error(error);
        }
        refusal.headers().forEach(response::header);
        return Mono.from(refusal.problem().sendTo(response));
    }

    /** Tells now, and not when the minute is over, how many more were refused. */
    void tellRest() {
        paces.values().forEach(LogPace::sayRest);
    }

    /** As it was sent: Reactor Netty's own reading of it fails where it is no URI. */
    private static String pathOf(HttpServerRequest request) {
        return request.uri().split("\\?", 2)[0].replaceAll("[^!-~]", "?");
    }

    private RequestRefused refusal(Throwable error) {
        if (error instanceof RequestRefused known) {
            return known;
        }
        if (error instanceof StreamException failed) {
            String type = failed.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
            String detail = String.valueOf(failed.getMessage());
            return switch (failed.code()) {
                case BAD_OFFER, RETURN_PATH_REFUSED ->
                    new RequestRefused(422, type, "The offer cannot be used", detail);
                case SUPERSEDED -> new RequestRefused(409, type, "A later offer took this one's place", detail);
                default ->
                    new RequestRefused(
                            503, type, "The session cannot be opened now", detail, Map.of("Retry-After", "2"));
            };
        }
        unforeseen.say(
                others -> log.error("a camera's request failed for a reason that nobody foresaw{}", others, error));
        return new RequestRefused(500, "internal", "The gateway made a mistake", "it was logged; try again");
    }
}
