package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.agent.message.ToAgent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was kept of a camera that is not listed goes with it: its stream, verdict, counters and negotiations. */
@Timeout(120)
class ForgottenCameraTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OFFER = "{\"video\":{\"port\":40000,\"payloadType\":103}}";
    private static final String NAMED = "camera=\"guest\"";
    private static final int UNKNOWN = 404;
    private static final int NOT_NOW = 503;
    private static final HttpClient CAMERA = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void leavesNothingBehindAndComesAnewAsAnybody() throws Exception {
        try (RunningGateway gateway = open();
                TestAgent agent = TestAgent.introduced(directory.resolve("agent.sock"), "media-1")) {
            String session = session(gateway);
            Negotiation negotiation = agent.negotiation();
            await().atMost(PATIENCE).untilAsserted(() -> {
                agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
                assertThat(metrics(gateway))
                        .contains(
                                "sightline_rtcp_verdict{" + NAMED + ",verdict=\"delivered\"} 1.0",
                                "sightline_rtcp_feedback_packets_total{" + NAMED + ",type=\"REMB\"}");
            });
            assertThat(page(gateway, "/api/cameras")).contains("\"guest\"", "27 REMB left by eth0");
            List<String> former = negotiations(gateway);
            assertThat(former).isNotEmpty();

            assertThat(camera(gateway, "DELETE", session, "").statusCode()).isEqualTo(204);

            assertThat(agent.next(ToAgent.Gone.class).camera()).isEqualTo("guest");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(metrics(gateway))
                        .doesNotContain(NAMED)
                        .doesNotContain("sightline_cameras_forgotten_total 0.0")
                        .contains(
                                "sightline_cameras{phase=\"idle\"} 0.0",
                                "sightline_cameras{phase=\"established\"} 0.0");
                assertThat(page(gateway, "/api/cameras")).doesNotContain("guest");
            });

            session(gateway);
            assertThat(negotiations(gateway)).isNotEmpty().doesNotContainAnyElementsOf(former);
        }
    }

    private RunningGateway open() throws Exception {
        return RunningGateway.with(RunningGateway.LOOPBACK_RELAY
                + "cameras: {registration: open, trustedProxies: [127.0.0.1], forgetSeconds: 1, keepaliveSeconds: 30}\n"
                + "tls: {selfSignedDirectory: '" + directory.resolve("tls") + "'}\n"
                + "probe: {socket: '" + directory.resolve("agent.sock") + "', silentSeconds: 30}\n");
    }

    /** On a busy machine it may be forgotten before it offers, or its offer wait too long; it tries again, as cameras do. */
    private static String session(RunningGateway gateway) throws Exception {
        HttpResponse<String> answer;
        do {
            assertThat(camera(gateway, "GET", "/cameras/guest/config", "").statusCode())
                    .isEqualTo(200);
            answer = camera(gateway, "POST", "/cameras/guest/session", OFFER);
        } while (answer.statusCode() == UNKNOWN || answer.statusCode() == NOT_NOW);
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** It comes through a proxy, for no camera has an address of the gateway's host. */
    private static HttpResponse<String> camera(RunningGateway gateway, String method, String path, String body)
            throws Exception {
        URI asked = URI.create("http://127.0.0.1:" + gateway.gateway().configPort() + path);
        HttpRequest request = HttpRequest.newBuilder(asked)
                .header("X-Forwarded-For", "192.0.2.1")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CAMERA.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** When each was. */
    private static List<String> negotiations(RunningGateway gateway) throws Exception {
        return new ObjectMapper()
                .readTree(page(gateway, "/api/cameras/guest/negotiations"))
                .path("negotiations")
                .findValuesAsText("at");
    }

    private static String metrics(RunningGateway gateway) throws Exception {
        return gateway.management("/metrics").body();
    }

    private static String page(RunningGateway gateway, String path) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        URI page = URI.create("https://127.0.0.1:" + gateway.gateway().dashboardPort() + path);
        return HttpClient.newBuilder()
                .sslContext(trusting)
                .build()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
