package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.netty.http.server.HttpServerRequest;

/** Which requests to the cameras' port are served at all: from where, by which name, whose, and how many. */
final class RequestRules {
    private final CamerasConfig config;
    private final CameraRegistry cameras;
    private final SourceAddress sources;
    private final RateLimits rates;
    private final TrustedHosts hosts;
    private final PeerCertificates certificates;

    RequestRules(
            CamerasConfig config,
            CameraRegistry cameras,
            RateLimits rates,
            TrustedHosts hosts,
            PeerCertificates certificates) {
        this.config = config;
        this.cameras = cameras;
        this.sources = new SourceAddress(config.trustedProxies());
        this.rates = rates;
        this.hosts = hosts;
        this.certificates = certificates;
    }

    /** @throws RequestRefused when it is not to be served */
    CameraRequest understood(HttpServerRequest request) {
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

    /** @throws RequestRefused when the camera has begun too many sessions of late */
    void countSession(Camera camera, CameraRequest request) {
        refuseTooMany(rates.take(
                RateRule.CAMERA_SESSIONS, request.source(), camera.config().id().value()));
    }

    /** @throws RequestRefused when the request is not the camera's */
    static Camera admitted(Camera camera, CameraRequest request) {
        camera.admit(request.source(), request.authorization(), request.certificate());
        return camera;
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
}
