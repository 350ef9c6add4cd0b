package dev.sightline.gateway.camera;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.TooMany;
import dev.sightline.gateway.stream.CameraCommand;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.SessionAnswer;
import dev.sightline.gateway.stream.StreamException;
import dev.sightline.gateway.stream.StreamRegistry;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The cameras' HTTP: configuration, sessions and commands. Errors are {@code application/problem+json} (RFC 9457). */
public final class CameraRoutes implements Consumer<HttpServerRoutes> {
    private static final Logger log = LoggerFactory.getLogger(CameraRoutes.class);
    private static final String SDP = "application/sdp";
    private static final String JSON = "application/json";
    private static final int MOST_NAMED = 10;

    private final CamerasConfig config;
    private final LimitsConfig limits;
    private final CameraRegistry cameras;
    private final SourceAddress sources;
    private final RateLimits rates;
    private final TrustedHosts hosts;
    private final PeerCertificates certificates;
    private final Consumer<String> refused;
    private final MediaAddress mediaAddress;
    private final SessionOffers offers;
    private final Supplier<Optional<InetAddress>> announced;
    private final Supplier<Health> health;
    private final LogPace unforeseen = new LogPace();
    /** By the stable word of what failed. */
    private final ConcurrentHashMap<String, LogPace> paces = new ConcurrentHashMap<>();

    /** What {@code GET /health} tells. */
    public record Health(boolean well, String detail) {}

    /**
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
            TrustedHosts hosts,
            PeerCertificates certificates,
            Consumer<String> refused,
            Set<InetAddress> own,
            Supplier<Optional<InetAddress>> announced,
            Supplier<Health> health) {
        this.config = config.cameras();
        this.limits = config.limits();
        this.cameras = new CameraRegistry(config.cameras(), streams, new Sources(limits.sharedAddresses()));
        this.sources = new SourceAddress(config.cameras().trustedProxies());
        this.rates = rates;
        this.hosts = hosts;
        this.certificates = certificates;
        this.refused = refused;
        warnOfCamerasThatAreWhoeverComesFirst();
        this.mediaAddress = new MediaAddress(new AddressRules(own));
        this.offers = new SessionOffers(mediaAddress, limits.maxBodyBytes());
        this.announced = announced;
        this.health = health;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(request -> true, this::answer);
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> route(understood(request), response))
                .onErrorResume(error -> refuse(request, response, error));
    }

    private CameraRequest understood(HttpServerRequest request) {
        InetAddress source = sources.of(
                Optional.ofNullable(request.remoteAddress())
                        .orElseThrow(() -> RequestRefused.badRequest("the connection is gone")),
                request.requestHeaders().getAll("X-Forwarded-For"));
        CameraRequest understood = new CameraRequest(request, source, certificates);
        refuseOtherHosts(request);
        refuseOtherNetworks(understood);
        // A fleet may come from one address, so a camera counts by its id; but only where it could be that camera, or
        // anyone could use up what is a camera's.
        refuseTooMany(caller(understood)
                .map(camera -> rates.take(
                        RateRule.CAMERA_REQUESTS, source, camera.config().id().value()))
                .orElseGet(() -> rates.take(RateRule.STRANGERS, source)));
        return understood;
    }

    /** Old cameras name no host at all; browsers always do. */
    private void refuseOtherHosts(HttpServerRequest request) {
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        if (!host.isEmpty() && !hosts.isMeant(host)) {
            throw new RequestRefused(hosts.misdirected(host));
        }
    }

    private void refuseOtherNetworks(CameraRequest request) {
        boolean forCameras = request.path().size() > 1 && request.path().get(1).equals("cameras");
        if (forCameras
                && !config.networks().isEmpty()
                && config.networks().stream().noneMatch(network -> network.contains(request.source()))) {
            throw new RequestRefused(
                    403,
                    "foreign-network",
                    "Cameras do not come from there",
                    request.source().getHostAddress() + " is in none of cameras.networks");
        }
    }

    private void warnOfCamerasThatAreWhoeverComesFirst() {
        List<String> ids = config.list().values().stream()
                .filter(camera -> camera.secret().isEmpty()
                        && camera.profile().networks().isEmpty()
                        && !camera.certificate().required())
                .map(camera -> camera.id().value())
                .toList();
        if (!ids.isEmpty()) {
            log.warn(
                    "{} of {} cameras have neither secret, certificate nor networks of their own: each is whoever{} asks for it first ({}{})",
                    ids.size(),
                    config.list().size(),
                    config.networks().isEmpty() ? "" : " in cameras.networks",
                    String.join(", ", ids.subList(0, Math.min(MOST_NAMED, ids.size()))),
                    ids.size() > MOST_NAMED ? ", …" : "");
        }
    }

    private Optional<Camera> caller(CameraRequest request) {
        List<String> path = request.path();
        try {
            return path.size() < 4 || !path.get(1).equals("cameras")
                    ? Optional.empty()
                    : Optional.of(admitted(cameras.known(path.get(2)), request));
        } catch (RequestRefused stranger) {
            return Optional.empty();
        }
    }

    private static void refuseTooMany(Optional<TooMany> tooMany) {
        tooMany.ifPresent(found -> {
            throw new RequestRefused(found.problem(), Map.of("Retry-After", found.retryAfter()));
        });
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
            return tellConfig(admitted(cameras.knownOrRegistered(id, request), request), request, response);
        }
        if (rest.equals("session")) {
            request.only(HttpMethod.POST);
            return openSession(admitted(cameras.known(id), request), request, response);
        }
        if (rest.equals("commands")) {
            request.only(HttpMethod.GET);
            return tellCommand(admitted(cameras.known(id), request), request, response);
        }
        if (path.size() == 6 && path.get(3).equals("session") && path.get(5).equals("keepalive")) {
            request.only(HttpMethod.PUT);
            return keepAlive(admitted(cameras.known(id), request), path.get(4), response);
        }
        if (path.size() == 5 && path.get(3).equals("session")) {
            request.only(HttpMethod.DELETE);
            return endSession(admitted(cameras.known(id), request), path.get(4), response);
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
        refuseTooMany(rates.take(
                RateRule.CAMERA_SESSIONS, request.source(), camera.config().id().value()));
        return offers.take(camera, request).flatMap(answer -> created(camera, answer, response));
    }

    private static Mono<Void> created(Camera camera, SessionAnswer answer, HttpServerResponse response) {
        response.header(
                HttpHeaderNames.LOCATION, "/cameras/" + camera.config().id() + "/session/" + answer.sessionId());
        return send(response, 201, SDP, answer.sdp());
    }

    private static Mono<Void> keepAlive(Camera camera, String session, HttpServerResponse response) {
        KeepAlive result = camera.stream().cameraSide().keepAlive(session);
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

    private static Camera admitted(Camera camera, CameraRequest request) {
        camera.admit(request.source(), request.authorization(), request.certificate());
        return camera;
    }

    private Mono<Void> refuse(HttpServerRequest request, HttpServerResponse response, Throwable error) {
        RequestRefused refused = refusal(error);
        String why = refused.problem().detail();
        int status = refused.problem().status();
        if (status == 401 || status == 403 || refused.problem().type().equals(Camera.HELD_ELSEWHERE)) {
            this.refused.accept(refused.problem().type());
        }
        if (status >= 500) {
            paces.computeIfAbsent(refused.problem().type(), type -> new LogPace())
                    .say(others -> log.warn("{} {}: {}{}", request.method(), pathOf(request), why, others));
        } else {
            log.debug("{} {}: {}", request.method(), pathOf(request), why);
        }
        if (response.hasSentHeaders()) {
            return Mono.error(error);
        }
        refused.headers().forEach(response::header);
        return Mono.from(refused.problem().sendTo(response));
    }

    /** As it was sent: Reactor Netty's own reading of it fails where it is no URI. */
    private static String pathOf(HttpServerRequest request) {
        return request.uri().split("\\?", 2)[0].replaceAll("[^!-~]", "?");
    }

    private RequestRefused refusal(Throwable error) {
        if (error instanceof RequestRefused known) {
            return known;
        }
        if (error instanceof StreamException refused) {
            String type = refused.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
            String detail = String.valueOf(refused.getMessage());
            return switch (refused.code()) {
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
