package dev.sightline.gateway.viewer;

import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.access.door.Gate;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamObserver;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.StreamState;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Signaling on a free port of loopback, with real streams over a media server in memory. */
final class SignalingServer implements AutoCloseable {
    static final String CAMERA = "door";

    private static final String YAML = """
        cameras:
          list: [{id: door}, {id: yard}]
        returnPath: {policy: comedia}
        limits: {maxViewersPerCamera: 3, cameraAnswerSeconds: 20, rates: {messages: {count: 200}, candidates: {count: 100, seconds: 60}, viewerOffers: {count: 20, seconds: 3600}}}
        dashboard: {hostNames: [cams.example], allowedOrigins: ["https://wall.example"]}
        """;

    private final InMemoryMediaServer mediaServer = new InMemoryMediaServer();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StreamRegistry streams;
    private final DisposableServer server;
    private final Disposable keepalive;

    SignalingServer() throws ConfigException {
        this(UnaryOperator.identity());
    }

    SignalingServer(UnaryOperator<SignalingLimits> changed) throws ConfigException {
        this(YAML, changed);
    }

    /** One to which viewers may come, and say things, as fast as they like. */
    static SignalingServer withoutRates() throws ConfigException {
        String much = "{count: 100000, seconds: 1}";
        String yaml = YAML.replaceFirst(
                "rates: .*}}",
                "rates: {messages: M, candidates: M, websockets: M, offers: M, viewerOffers: M}}".replace("M", much));
        return new SignalingServer(yaml, UnaryOperator.identity());
    }

    private SignalingServer(String yaml, UnaryOperator<SignalingLimits> changed) throws ConfigException {
        GatewayConfig config = GatewayConfig.parse(yaml, "test");
        streams = new StreamRegistry(
                config, mediaServer, new SecretIds(), new Deaf(), NegotiationListener.deaf(), Winners.forgotten());
        TrustedHosts hosts = new TrustedHosts(config.dashboard(), () -> 5000);
        SignalingRoutes routes = new SignalingRoutes(
                streams,
                changed.apply(SignalingLimits.of(config)),
                new RateLimits(config.limits(), new Sources(List.of()), rule -> {}),
                hosts,
                Gate.open(hosts),
                new Unfinished(1 << 20),
                meters);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes.alone())
                .bindNow(Duration.ofSeconds(10));
        keepalive = reactor.core.publisher.Flux.interval(Duration.ofSeconds(1))
                .subscribe(tick -> streams.all()
                        .forEach(stream -> stream.state()
                                .session()
                                .ifPresent(session -> stream.cameraSide().keepAlive(session.id()))));
    }

    InMemoryMediaServer mediaServer() {
        return mediaServer;
    }

    Stream stream() {
        return streams.find(new CameraId(CAMERA)).orElseThrow();
    }

    /** The camera offers H264 and Opus, and has its answer when this returns. */
    void cameraBegins() {
        OfferedMedia media = new OfferedMedia(
                CameraTrack.sending(CameraCodec.h264(103)).withPort(5006),
                Optional.of(CameraTrack.sending(CameraCodec.of("opus", 96)).withPort(5004)));
        stream().cameraSide().offer(media, InetAddress.getLoopbackAddress()).block(Duration.ofSeconds(10));
    }

    ViewerClient viewer() {
        return ViewerClient.connect(uri("/"));
    }

    String uri(String path) {
        return "ws://127.0.0.1:" + server.port() + path;
    }

    int port() {
        return server.port();
    }

    double count(String name, String key, String value) {
        return meters.counter(name, key, value).count();
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    @Override
    public void close() {
        keepalive.dispose();
        server.disposeNow(Duration.ofSeconds(10));
        streams.close();
        mediaServer.close();
    }

    private static final class Deaf implements StreamObserver {
        @Override
        public void passed(String event, StreamState before, StreamState after) {}

        @Override
        public void dropped(CameraId camera, String what) {}
    }
}
