package dev.sightline.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.door.AccessControl;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.negotiations.Explainer;
import dev.sightline.gateway.negotiations.Negotiations;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.sdp.lint.MediaServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Who may read what was negotiated. */
class NegotiationsAccessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void onlyWhoMayInspectThisCamera(@TempDir Path directory) throws Exception {
        GatewayConfig config = GatewayConfig.parse(
                "cameras: {list: [{id: yard}, {id: door}]}\naccess: {directory: '" + directory + "'}", "test");
        TokenStore tokens = new TokenStore(directory);
        Instant later = Instant.now().plusSeconds(600);
        String reader = tokens.add("reader", Set.of(Permission.READ), Cameras.every(), later);
        String inspector =
                tokens.add("inspector", Set.of(Permission.INSPECT), Cameras.only(new CameraId("yard")), later);
        TrustedHosts hosts = new TrustedHosts(config.dashboard(), () -> 5000);
        InMemoryMediaServer mediaServer = new InMemoryMediaServer();
        Negotiations negotiations = new Negotiations();
        try (NegotiationsApi explained =
                        new NegotiationsApi(negotiations, new Explainer(MediaServer.KURENTO, Set.of()));
                StreamRegistry streams = new StreamRegistry(
                        config,
                        mediaServer,
                        new SecretIds(),
                        negotiations,
                        NegotiationListener.deaf(),
                        Winners.forgotten());
                AccessControl access = AccessControl.open(
                        config.access(),
                        hosts,
                        new RateLimits(config.limits(), new Sources(List.of()), rule -> {}),
                        new SimpleMeterRegistry())) {
            DisposableServer server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .route(new DashboardRoutes(streams, mediaServer, hosts, access.gate(), List::of, explained))
                    .bindNow(PATIENCE);
            try {
                assertThat(ask(server, "yard", "nobody")).isEqualTo(401);
                assertThat(ask(server, "yard", reader)).isEqualTo(403);
                assertThat(ask(server, "yard", inspector)).isEqualTo(200);
                assertThat(ask(server, "door", inspector)).isEqualTo(404);
            } finally {
                server.disposeNow(PATIENCE);
            }
        }
        mediaServer.close();
    }

    private int ask(DisposableServer server, String camera, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/cameras/" + camera + "/negotiations");
        return client.send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
