package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page is told of negotiations that really took place. */
class NegotiationsApiTest {
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
              announcedAddress: 192.0.2.99
            cameras:
              list:
                - {id: first, addresses: [127.0.0.1]}
                - {id: watched, addresses: [127.0.0.1]}
                - {id: quiet}
            """;
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=Camera <b>&",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=ice-pwd:notforeveryoneseyes12",
            "m=video 40000 RTP/AVPF 103",
            "a=rtpmap:103 H264/90000",
            "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            "a=rtcp-fb:103 goog-remb",
            "a=sendonly",
            "");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RunningGateway gateway;
    private static HttpClient browser;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(YAML);
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        browser = HttpClient.newBuilder().sslContext(trusting).build();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCamerasNegotiationIsToldWithItsChangesFindingsAndPrediction() throws Exception {
        assertThat(gateway.post("/cameras/first/session", "application/sdp", OFFER)
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> answer = ask("GET", "/api/cameras/first/negotiations", "");
        JsonNode first = JSON.readTree(answer.body()).path("negotiations").get(0);

        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(answer.body()).doesNotContain("notforeveryone");
        assertThat(first.path("peer").asText()).isEqualTo("camera");
        assertThat(first.path("speaksFirst").asText()).isEqualTo("camera");
        assertThat(first.path("policy").asText()).isEqualTo("camera-address");
        assertThat(first.path("given").path("sdp").asText())
                .contains("s=Camera <b>&\r\n", "a=ice-pwd:xxxxxxxxxxxxxxxxxxxxx\r\n");
        assertThat(first.path("offer").path("sdp").asText()).contains("c=IN IP4 127.0.0.1\r\n");
        assertThat(change(first.path("offer"), "c=IN IP4 0.0.0.0").path("after").asText())
                .isEqualTo("c=IN IP4 127.0.0.1");
        assertThat(change(first.path("told"), "c=IN IP4 127.0.0.1").toString())
                .contains("\"rule\":\"connection-address\"", "\"after\":\"c=IN IP4 192.0.2.99\"");
        assertThat(first.path("told").path("sdp").asText()).contains("c=IN IP4 192.0.2.99\r\n");
        assertThat(first.path("given").path("findings").findValuesAsText("code"))
                .contains("keyframe-requests-missing");
        assertThat(first.path("prediction").path("verdict").asText()).isEqualTo("DELIVERED");
        assertThat(first.path("measured").findValuesAsText("verdict")).doesNotContain("DELIVERED");
    }

    @Test
    void aViewersOfferIsToldWithWhatWasTakenOutOfIt() throws Exception {
        gateway.post("/cameras/watched/session", "application/sdp", OFFER);
        try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch("watched");
            await().until(() -> negotiations("watched").size() == 2);
        }
        JsonNode latest = negotiations("watched").get(0);

        assertThat(latest.path("peer").asText()).isEqualTo("viewer");
        assertThat(latest.has("prediction")).isFalse();
        assertThat(latest.path("given").path("sdp").asText()).contains("VP8/90000");
        assertThat(latest.path("offer").path("sdp").asText()).doesNotContain("VP8/90000");
        assertThat(latest.path("offer").path("changes").findValuesAsText("rule"))
                .contains("keep-codec");
        assertThat(latest.toString())
                .containsPattern("a=ice-pwd:x+\\\\r")
                .doesNotContainPattern("a=ice-pwd:x*[^x\\\\]");
    }

    @Test
    void whoHasTheLatestIsNotSentItAgain() throws Exception {
        String path = "/api/cameras/quiet/negotiations";
        HttpResponse<String> answer = ask("GET", path, "");
        String tag = answer.headers().firstValue("etag").orElseThrow();

        assertThat(answer.body()).contains("\"negotiations\":[]");
        assertThat(ask("GET", path, tag).statusCode()).isEqualTo(304);
        assertThat(ask("HEAD", path, "").headers().firstValue("content-length"))
                .contains(Integer.toString(answer.body().length()));
    }

    @ParameterizedTest(name = "{0} {1} → {2}")
    @CsvSource({
        "GET,  /api/cameras/nobody/negotiations,     404, unknown-camera",
        "GET,  /api/cameras/%2e%2e/negotiations,     404, not-found",
        "GET,  /api/cameras/first/negotiations/1,    404, not-found",
        "POST, /api/cameras/first/negotiations,      405, method-not-allowed",
    })
    void everythingElseIsAProblem(String method, String path, int status, String type) throws Exception {
        HttpResponse<String> answer = ask(method, path, "");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("type").asText()).isEqualTo(type);
    }

    private static JsonNode negotiations(String camera) throws Exception {
        return JSON.readTree(ask("GET", "/api/cameras/" + camera + "/negotiations", "")
                        .body())
                .path("negotiations");
    }

    private static JsonNode change(JsonNode text, String before) {
        for (JsonNode change : text.path("changes")) {
            if (change.path("before").asText().equals(before)) {
                return change;
            }
        }
        throw new AssertionError("nothing took the place of " + before + " in " + text);
    }

    private static HttpResponse<String> ask(String method, String path, String tag) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + gateway.gateway().dashboardPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!tag.isEmpty()) {
            request.header("If-None-Match", tag);
        }
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
