package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.door.Gate;
import dev.sightline.gateway.access.door.Refusal;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.dashboard.FleetView.MediaServerView;
import dev.sightline.gateway.http.Problem;
import dev.sightline.gateway.http.SecurityHeaders;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServer.Description;
import dev.sightline.gateway.negotiations.Negotiations.Latest;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.stream.StreamRegistry;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The page and its data, for {@code GET} and {@code HEAD}. It takes every request that no route before it took, so that a
 * wrong path or method is answered with a problem. The page's files are a fixed list: no path of a request reaches a file
 * system.
 */
public final class DashboardRoutes implements Consumer<HttpServerRoutes> {
    private static final String API = "/api/cameras";
    private static final String METHODS = "GET, HEAD";
    private final StreamRegistry streams;
    private final MediaServer mediaServer;
    private final TrustedHosts hosts;
    private final Gate gate;
    private final Supplier<List<String>> notices;
    private final NegotiationsApi negotiations;
    private final Map<String, PageFile> files;
    private final ObjectMapper json = new ObjectMapper();

    /** @param notices what everyone who looks at the page is to see, until it is mended */
    public DashboardRoutes(
            StreamRegistry streams,
            MediaServer mediaServer,
            TrustedHosts hosts,
            Gate gate,
            Supplier<List<String>> notices,
            NegotiationsApi negotiations) {
        this.negotiations = negotiations;
        this.notices = notices;
        this.streams = streams;
        this.mediaServer = mediaServer;
        this.hosts = hosts;
        this.gate = gate;
        PageFile index = PageFile.load("index.html", "text/html; charset=utf-8");
        this.files = Map.of(
                "/", index,
                "/index.html", index,
                "/app.js", PageFile.load("app.js", "text/javascript; charset=utf-8"),
                "/access.js", PageFile.load("access.js", "text/javascript; charset=utf-8"),
                "/feedback.js", PageFile.load("feedback.js", "text/javascript; charset=utf-8"),
                "/negotiations.js", PageFile.load("negotiations.js", "text/javascript; charset=utf-8"),
                "/watch.js", PageFile.load("watch.js", "text/javascript; charset=utf-8"),
                "/sightline.css", PageFile.load("sightline.css", "text/css; charset=utf-8"),
                "/favicon.svg", PageFile.load("favicon.svg", "image/svg+xml"));
    }

    @Override
    public void accept(HttpServerRoutes routes) {
        routes.route(request -> true, this::answer);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
        if (!hosts.isMeant(host)) {
            SecurityHeaders.onData(response);
            return hosts.misdirected(host).sendTo(response);
        }
        SecurityHeaders.onPage(response, host);
        String path = pathOf(request.uri());
        Optional<PageFile> file = Optional.ofNullable(files.get(path));
        Optional<CameraId> negotiated = NegotiationsApi.camera(path);
        if (file.isEmpty() && negotiated.isEmpty() && !path.equals(API)) {
            return new Problem(404, "not-found", "There is nothing here", "the page is at /, its data at " + API)
                    .sendTo(response);
        }
        if (!isReading(request)) {
            response.header(HttpHeaderNames.ALLOW, METHODS);
            return new Problem(405, "method-not-allowed", "This can only be read", "ask with one of " + METHODS)
                    .sendTo(response);
        }
        if (file.isPresent()) {
            return page(file.get(), request, response);
        }
        try {
            return negotiated.isPresent()
                    ? negotiations(gate.admit(request, Permission.INSPECT), negotiated.get(), request, response)
                    : cameras(gate.admit(request, Permission.READ), request, response);
        } catch (Refusal refusal) {
            return refusal.sendTo(response);
        }
    }

    private static Publisher<Void> page(PageFile file, HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.ETAG, file.entityTag()).header(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        if (file.isKnownBy(request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH, ""))) {
            return response.status(HttpResponseStatus.NOT_MODIFIED).send();
        }
        return send(file.contentType(), file.content(), request, response);
    }

    private Publisher<Void> cameras(Principal reader, HttpServerRequest request, HttpServerResponse response) {
        List<CameraView> cameras = streams.all().stream()
                .filter(stream -> reader.cameras().contains(stream.camera().id()))
                .map(stream -> CameraView.of(stream.camera(), stream.state(), stream.past(), stream.verdicts()))
                .toList();
        Optional<Description> description = mediaServer.description();
        MediaServerView server = new MediaServerView(
                mediaServer.isUp(),
                description.map(Description::embedded).orElse(false),
                description.map(Description::version).orElse(null));
        response.header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        try {
            byte[] body = json.writeValueAsBytes(new FleetView(server, notices.get(), cameras));
            return send("application/json", body, request, response);
        } catch (JsonProcessingException e) {
            return Mono.error(e);
        }
    }

    private Publisher<Void> negotiations(
            Principal reader, CameraId camera, HttpServerRequest request, HttpServerResponse response) {
        // Who may not see a camera does not learn that there is one.
        if (!reader.cameras().contains(camera) || streams.find(camera).isEmpty()) {
            return new Problem(404, "unknown-camera", "There is no such camera", "the cameras are listed at " + API)
                    .sendTo(response);
        }
        Latest latest = negotiations.latest(camera);
        String tag = negotiations.entityTag(latest);
        response.header(HttpHeaderNames.ETAG, tag).header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH, "").equals(tag)) {
            return response.status(HttpResponseStatus.NOT_MODIFIED).send();
        }
        return negotiations
                .document(camera, latest)
                .flatMap(body -> Mono.from(send("application/json", body, request, response)))
                .onErrorResume(
                        RejectedExecutionException.class,
                        busy -> Mono.from(
                                new Problem(503, "overloaded", "Too many ask for negotiations", "ask again in a second")
                                        .sendTo(response.header(HttpHeaderNames.RETRY_AFTER, "1"))));
    }

    private static Publisher<Void> send(
            String contentType, byte[] body, HttpServerRequest request, HttpServerResponse response) {
        response.header(HttpHeaderNames.CONTENT_TYPE, contentType)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
        return request.method().equals(HttpMethod.HEAD)
                ? response.send()
                : response.sendObject(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
    }

    private static boolean isReading(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
