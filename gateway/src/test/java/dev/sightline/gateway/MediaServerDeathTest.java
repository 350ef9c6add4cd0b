package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A media server of its own process dies and comes back knowing nothing. */
class MediaServerDeathTest {
    private static final String OFFER =
            "{\"video\":{\"port\":40000,\"payloadType\":103,\"fmtp\":\"packetization-mode=1;profile-level-id=42e01f\"}}";

    @Test
    void everythingNegotiatesAgainWithTheNextMediaServer() throws Exception {
        Server first = Server.start(0);
        int port = first.rpc().port();
        String yaml = """
                media:
                  kurento: {uri: "ws://127.0.0.1:%d/kurento", longestPauseSeconds: 0.2}
                cameras:
                  list: [{id: cam, addresses: [127.0.0.1]}]
                """.formatted(port);
        try (RunningGateway gateway = RunningGateway.with(yaml)) {
            await().until(() -> gateway.get("/health").statusCode() == 200);
            String session = opened(gateway);
            try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
                viewer.watch("cam");
                assertThat(viewer.next().path("type").asText()).isEqualTo("viewerResponse");

                first.close();
                await().until(() -> gateway.get("/health").statusCode() == 503);
                assertThat(gateway.send("PUT", session + "/keepalive").statusCode())
                        .as("the session outlives the media server")
                        .isEqualTo(204);
                HttpResponse<String> inVain = gateway.post("/cameras/cam/session", "application/json", OFFER);
                assertThat(inVain.statusCode()).isEqualTo(503);
                assertThat(inVain.headers().firstValue("Retry-After")).isPresent();
                CompletableFuture<HttpResponse<String>> poll = gateway.getLater("/cameras/cam/commands?wait=20");

                try (Server second = Server.start(port)) {
                    assertThat(poll.get().body()).contains("\"renegotiate\"");
                    assertThat(viewer.next().path("type").asText()).isEqualTo("restart");
                    String again = opened(gateway);
                    assertThat(gateway.send("PUT", again + "/keepalive").statusCode())
                            .isEqualTo(204);
                    viewer.watch("cam");
                    assertThat(viewer.next().path("type").asText()).isEqualTo("viewerResponse");
                    assertThat(second.engine().pipelines()).hasSize(1);
                }
            }
        }
    }

    @Test
    void aKeepaliveIsAnsweredWithRenegotiateAndTheSessionCanBeOpenedAgain() throws Exception {
        Server first = Server.start(0);
        int port = first.rpc().port();
        String yaml = """
                media:
                  kurento: {uri: "ws://127.0.0.1:%d/kurento", longestPauseSeconds: 0.2}
                cameras:
                  list: [{id: cam, addresses: [127.0.0.1]}]
                """.formatted(port);
        try (RunningGateway gateway = RunningGateway.with(yaml)) {
            await().until(() -> gateway.get("/health").statusCode() == 200);
            String session = opened(gateway);
            first.close();
            await().until(() -> gateway.get("/health").statusCode() == 503);
            try (Server second = Server.start(port)) {
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                    HttpResponse<String> response = gateway.send("PUT", session + "/keepalive");
                    assertThat(response.statusCode()).isEqualTo(409);
                    assertThat(response.body()).contains("\"type\":\"renegotiate\"");
                });
                opened(gateway);
                assertThat(second.engine().pipelines()).hasSize(1);
            }
        }
    }

    private static String opened(RunningGateway gateway) throws Exception {
        HttpResponse<String> response = gateway.post("/cameras/cam/session", "application/json", OFFER);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return response.headers().firstValue("Location").orElseThrow();
    }

    private record Server(MediaEngine engine, RelayServer rpc) implements AutoCloseable {
        static Server start(int port) {
            MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback());
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            // Another socket of this machine may have the port of the one before for a moment.
            RelayServer rpc = await().pollDelay(Duration.ZERO)
                    .ignoreExceptions()
                    .until(() -> RelayServer.start(engine, address, RpcLimits.DEFAULT), started -> true);
            return new Server(engine, rpc);
        }

        @Override
        public void close() {
            rpc.close();
            engine.close();
        }
    }
}
