package dev.sightline.gateway.camera;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.CameraCommand;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.SessionAnswer;
import dev.sightline.gateway.stream.StreamRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The cameras' HTTP: configuration, sessions and commands. Errors are {@code application/problem+json} (RFC 9457). */
public final class CameraRoutes implements Consumer<HttpServerRoutes>, AutoCloseable {
    private static final String SDP = "application/sdp";
    private static final String JSON = "application/json";

    private final CamerasConfig config;
    private final LimitsConfig limits;
    private final CameraRegistry cameras;
    private final RequestRules rules;
    private final Refusals refusals;
    private final MediaAddress mediaAddress;
    private final SessionOffers offers;
    private final Supplier<Optional<InetAddress>> announced;
    private final Supplier<Health> health;

    /** What {@code GET /health} tells. */
    public record Health(boolean well, String detail) {}

    /**
     * @param unfinished what has arrived in part, from everybody
     * @param hosts by which names cameras may call the gateway: a browser near them could be led here by another
     * @param certificates that cameras show over TLS
     * @param refused is told by its stable word why somebody is no camera, or not now: status 401 or 403, or held elsewhere
     * @param own the addresses of this host, which no camera may name
     * @param announced where cameras send to, as far as it is known beforehand
     */
    public CameraRoutes(
            GatewayConfig config,
            StreamRegistry streams,
            RateLimits rates,
            Unfinished unfinished,
            TrustedHosts hosts,
            PeerCertificates certificates,
            Consumer<String> refused,
            Set<InetAddress> own,
            Supplier<Optional<InetAddress>> announced,
            Supplier<Health> health) {
        this.config = config.cameras();
        this.limits = config.limits();
        this.cameras = new CameraRegistry(config.cameras(), streams, new Sources(limits.sharedAddresses()));
        this.rules = new RequestRules(config.cameras(), cameras, rates, hosts, certificates);
        this.refusals = new Refusals(refused);
        this.mediaAddress = new MediaAddress(new AddressRules(own));
        this.offers = new SessionOffers(mediaAddress, limits.maxBodyBytes(), unfinished);
        this.announced = announced;
        this.health = health;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(request -> true, this::answer);
    }

    /** Tells how many more requests were refused within the minute, once none comes any more. */
    @Override
    public void close() {
        refusals.tellRest();
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> route(rules.understood(request), response))
                .onErrorResume(error -> refusals.tell(request, response, error));
    }

    private Mono<Void> route(CameraRequest request, HttpServerResponse response) {
        List<String> path = request.path();
        if (path.equals(List.of("", "health"))) {
            request.only(HttpMethod.GET);
            return tellHealth(response);
        }
        if (path.size() < 4 || !path.get(0).isEmpty() || !path.get(1).equals("cameras")) {
            throw notFound();
        }
        String id = path.get(2);
        String rest = String.join("/", path.subList(3, path.size()));
        if (rest.equals("config")) {
            request.only(HttpMethod.GET);
            return tellConfig(
                    RequestRules.admitted(cameras.knownOrRegistered(id, request), request), request, response);
        }
        if (rest.equals("session")) {
            request.only(HttpMethod.POST);
            return openSession(RequestRules.admitted(cameras.known(id), request), request, response);
        }
        if (rest.equals("commands")) {
            request.only(HttpMethod.GET);
            return tellCommand(RequestRules.admitted(cameras.known(id), request), request, response);
        }
        if (path.size() == 6 && path.get(3).equals("session") && path.get(5).equals("keepalive")) {
            request.only(HttpMethod.PUT);
            return keepAlive(RequestRules.admitted(cameras.known(id), request), path.get(4), request, response);
        }
        if (path.size() == 5 && path.get(3).equals("session")) {
            request.only(HttpMethod.DELETE);
            return endSession(RequestRules.admitted(cameras.known(id), request), path.get(4), response);
        }
        throw notFound();
    }

    private Mono<Void> tellConfig(Camera camera, CameraRequest request, HttpServerResponse response) {
        String base = request.base() + "/cameras/" + camera.config().id();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("session", base + "/session")
                .put("commands", base + "/commands")
                .put("keepaliveSeconds", seconds(config.keepalive()))
                .put("feedbackTimeoutSeconds", seconds(config.feedbackTimeout()))
                .put("timeServer", config.timeServer())
                .put(
                        "mediaAddress",
                        announced.get().map(InetAddress::getHostAddress).orElse(""));
        return send(response, 200, JSON, json.toString());
    }

    private Mono<Void> openSession(Camera camera, CameraRequest request, HttpServerResponse response) {
        rules.countSession(camera, request);
        return offers.take(camera, request).flatMap(answer -> created(camera, answer, response));
    }

    private static Mono<Void> created(Camera camera, SessionAnswer answer, HttpServerResponse response) {
        response.header(
                HttpHeaderNames.LOCATION, "/cameras/" + camera.config().id() + "/session/" + answer.sessionId());
        return send(response, 201, SDP, answer.sdp());
    }

    private static Mono<Void> keepAlive(
            Camera camera, String session, CameraRequest request, HttpServerResponse response) {
        KeepAlive result = camera.stream().cameraSide().keepAlive(session);
        if (!(result instanceof KeepAlive.Unknown)) {
            camera.shownBy(request.source());
        }
        if (result instanceof KeepAlive.Again again) {
            throw new RequestRefused(
                    409,
                    "renegotiate",
                    "The gateway wants a new offer",
                    again.reason() + ". Post to /cameras/" + camera.config().id() + "/session again");
        }
        if (result instanceof KeepAlive.Unknown unknown) {
            throw noSession(unknown.reason());
        }
        return response.status(HttpResponseStatus.NO_CONTENT).send().then();
    }

    private static Mono<Void> endSession(Camera camera, String session, HttpServerResponse response) {
        if (!camera.stream().cameraSide().end(session)) {
            throw noSession(Optional.empty());
        }
        return response.status(HttpResponseStatus.NO_CONTENT).send().then();
    }

    /** Who waits for commands is where the media will come from: its address has to be one that a camera may have. */
    private Mono<Void> tellCommand(Camera camera, CameraRequest request, HttpServerResponse response) {
        InetAddress address = mediaAddress.of(List.of(), request.source(), camera.config());
        camera.claim(request.source());
        camera.stream().cameraSide().seenAt(address);
        return camera.stream()
                .cameraSide()
                .nextCommand(request.wait(limits.longestPoll()), request.line())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(command -> command.isPresent()
                        ? send(response, 200, JSON, json(camera, command.get()).toString())
                        : response.status(HttpResponseStatus.NO_CONTENT).send().then());
    }

    private static ObjectNode json(Camera camera, CameraCommand command) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (command instanceof CameraCommand.PlayTo play) {
            return json.put("command", "play")
                    .put("sdp", play.answer())
                    .put("session", "/cameras/" + camera.config().id() + "/session/" + play.sessionId());
        }
        if (command instanceof CameraCommand.Renegotiate renegotiate) {
            return json.put("command", "renegotiate").put("reason", renegotiate.reason());
        }
        return json.put("command", command instanceof CameraCommand.Play ? "play" : "stop");
    }

    private Mono<Void> tellHealth(HttpServerResponse response) {
        Health now = health.get();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("status", now.well() ? "up" : "down")
                .put("detail", now.detail());
        return send(response, now.well() ? 200 : 503, JSON, json.toString());
    }

    private static Mono<Void> send(HttpServerResponse response, int status, String type, String text) {
        byte[] bytes = text.getBytes(type.equals(SDP) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static RequestRefused notFound() {
        return new RequestRefused(
                404,
                "not-found",
                "There is nothing here",
                "cameras ask for /cameras/{id}/config, and find the other addresses there");
    }

    private static RequestRefused noSession(Optional<String> reason) {
        return new RequestRefused(
                404,
                "unknown-session",
                "There is no such session",
                reason.map(why -> why + ". ").orElse("") + "Post an offer to /cameras/{id}/session for a new one");
    }
}
