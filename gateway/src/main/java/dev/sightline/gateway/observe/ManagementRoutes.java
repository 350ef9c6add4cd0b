package dev.sightline.gateway.observe;

import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.security.TrustedHosts;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** {@code /metrics} and {@code /health}, for those who run the gateway. */
public final class ManagementRoutes implements Consumer<HttpServerRoutes> {
    private final Metrics metrics;
    private final MediaServer server;
    private final TrustedHosts hosts;

    /** @param hosts by which names it may be called: a browser of this host could be led here by another */
    public ManagementRoutes(Metrics metrics, MediaServer server, TrustedHosts hosts) {
        this.hosts = hosts;
        this.metrics = metrics;
        this.server = server;
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(
                ManagementRoutes.this::isMisdirected,
                (request, response) -> hosts.misdirected(host(request)).sendTo(response));
        routes.get(
                        "/metrics",
                        (request, response) ->
                                send(response, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()))
                .get("/health", (request, response) -> health(response));
    }

    private boolean isMisdirected(HttpServerRequest request) {
        return !host(request).isEmpty() && !hosts.isMeant(host(request));
    }

    private static String host(HttpServerRequest request) {
        return request.requestHeaders().get(HttpHeaderNames.HOST, "");
    }

    private Publisher<Void> health(HttpServerResponse response) {
        return server.isUp()
                ? send(response, 200, "application/json", "{\"status\":\"up\"}")
                : send(
                        response,
                        503,
                        "application/json",
                        "{\"status\":\"down\",\"detail\":\"the media server cannot be reached\"}");
    }

    private static Publisher<Void> send(HttpServerResponse response, int status, String type, String text) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .sendString(Mono.just(text));
    }
}
