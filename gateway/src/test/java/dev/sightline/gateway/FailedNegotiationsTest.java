package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.MeddlingServer.Habit;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of negotiations of which nothing came. */
class FailedNegotiationsTest {
    private static final String YAML = """
            media:
              kurento: {uri: "%s", callTimeoutSeconds: 4, longestPauseSeconds: 0.2}
            cameras:
              keepaliveSeconds: 20
              profiles:
                told: {speaksFirst: gateway, returnPath: {policy: comedia}}
                strict: {speaksFirst: gateway, requiresPassive: true, returnPath: {policy: comedia}}
              list:
                - {id: first, addresses: [127.0.0.1]}
                - {id: seen, addresses: [127.0.0.1]}
                - {id: crowded, addresses: [127.0.0.1]}
                - {id: repeats, addresses: [127.0.0.1]}
                - {id: quiet, addresses: [127.0.0.1]}
                - {id: guarded, secret: only-the-camera-knows-this}
                - {id: deaf, profile: told, addresses: [127.0.0.1]}
                - {id: strict, profile: strict, addresses: [127.0.0.1]}
            limits: {cameraAnswerSeconds: 1, maxViewersPerCamera: 1, maxBodyBytes: 2048}
            """;
    private static final String SDP = "application/sdp";
    private static final String JSON_TYPE = "application/json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static MeddlingServer server;
    private static RunningGateway gateway;
    private static HttpClient browser;

    @BeforeAll
    static void start() throws Exception {
        server = new MeddlingServer();
        gateway = RunningGateway.with(YAML.formatted(server.uri()));
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        browser = HttpClient.newBuilder().sslContext(trusting).build();
        await().until(() -> gateway.get("/health").statusCode() == 200);
    }

    @AfterEach
    void calm() {
        server.becomes(Habit.ANSWERS);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    private static String offer(String address, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "v=0",
                "o=- 1 1 IN IP4 " + address,
                "s=Camera",
                "c=IN IP4 " + address,
                "t=0 0",
                "a=ice-pwd:notforeveryoneseyes12",
                "m=video 40000 RTP/AVP 103",
                "a=rtpmap:103 H264/90000",
                "a=rtcp-fb:103 nack pli",
                "a=sendonly"));
        lines.addAll(List.of(more));
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String json(String fields) {
        return "{\"password\":\"notforeveryoneseyes12\",\"video\":{\"payloadType\":103" + fields + "}}";
    }

    static Stream<Arguments> refusedPosts() {
        String good = offer("127.0.0.1");
        return Stream.of(
                Arguments.of("no description", SDP, "hello", Habit.ANSWERS, 422, "offered", "bad-offer", "no video"),
                Arguments.of(
                        "a malformed port",
                        SDP,
                        good.replace("video 40000", "video 99999"),
                        Habit.ANSWERS,
                        422,
                        "offered",
                        "bad-offer",
                        "99999"),
                Arguments.of(
                        "another's address",
                        SDP,
                        offer("198.51.100.7"),
                        Habit.ANSWERS,
                        403,
                        "offered",
                        "forbidden-address",
                        "198.51.100.7"),
                Arguments.of(
                        "two addresses",
                        SDP,
                        offer("127.0.0.1", "c=IN IP4 127.0.0.2"),
                        Habit.ANSWERS,
                        403,
                        "offered",
                        "forbidden-address",
                        "127.0.0.2"),
                Arguments.of(
                        "a line break in JSON",
                        JSON_TYPE,
                        json(",\"port\":40000,\"fmtp\":\"a\\r\\nb\""),
                        Habit.ANSWERS,
                        422,
                        "offered",
                        "bad-offer",
                        "control character"),
                Arguments.of(
                        "no JSON",
                        JSON_TYPE,
                        "{\"password\": notforeveryoneseyes12",
                        Habit.ANSWERS,
                        400,
                        "offered",
                        "bad-request",
                        "not JSON"),
                Arguments.of(
                        "another form",
                        "text/plain",
                        good,
                        Habit.ANSWERS,
                        415,
                        "offered",
                        "unsupported-media-type",
                        "text/plain"),
                Arguments.of(
                        "too much",
                        SDP,
                        good + "a=x\r\n".repeat(1000),
                        Habit.ANSWERS,
                        413,
                        "offered",
                        "too-large",
                        "2048"),
                Arguments.of(
                        "no port for this return path",
                        JSON_TYPE,
                        json(""),
                        Habit.ANSWERS,
                        422,
                        "offered",
                        "return-path-refused",
                        "needs the camera's ports"),
                Arguments.of(
                        "a media server that refuses",
                        SDP,
                        good,
                        Habit.REFUSES,
                        503,
                        "asked",
                        "media-server-refused",
                        "processNothing"),
                Arguments.of(
                        "a media server that refuses what was built from JSON",
                        JSON_TYPE,
                        json(",\"port\":40000"),
                        Habit.REFUSES,
                        503,
                        "asked",
                        "media-server-refused",
                        "processNothing"),
                Arguments.of(
                        "a media server that is silent",
                        SDP,
                        good,
                        Habit.IS_SILENT,
                        503,
                        "asked",
                        "media-server-down",
                        "in time"));
    }

    @ParameterizedTest(name = "{0} → {5}, {6}")
    @MethodSource("refusedPosts")
    void aRefusedOfferIsKeptWithWhatWasOfferedAndWhy(
            String what, String type, String body, Habit habit, int status, String reached, String code, String why)
            throws Exception {
        server.becomes(habit);
        HttpResponse<String> answer = gateway.post("/cameras/first/session", type, body);
        JsonNode told = awaitFailure("first", "camera", code, why);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(told.path("speaksFirst").asText()).isEqualTo("camera");
        assertThat(told.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(told.at("/failure/reached").asText()).isEqualTo(reached);
        assertThat(told.at("/failure/reason").asText())
                .isEqualTo(JSON.readTree(answer.body()).path("detail").asText());
        assertThat(told.has("offer")).isEqualTo(reached.equals("asked"));
        assertThat(told.has("answer") || told.has("told") || told.has("prediction"))
                .isFalse();
        boolean read = !code.equals("unsupported-media-type") && !code.equals("too-large");
        assertThat(told.has("given")).isEqualTo(read);
        if (read) {
            String given =
                    told.path("given").path(type.equals(SDP) ? "sdp" : "json").asText();
            assertThat(given).hasSameSizeAs(body).doesNotContain("notforeveryone");
        }
        if (body.startsWith("v=0") && read) {
            assertThat(told.at("/given/findings").findValuesAsText("code")).contains("malformed-line");
        }
        if (reached.equals("asked")) {
            assertThat(told.at("/offer/sdp").asText()).contains("m=video 40000", "c=IN IP4 127.0.0.1");
            assertThat(told.path("findings").isArray()).isTrue();
        }
    }

    @Test
    void whatWasBuiltFromJsonIsToldBesideTheJson() throws Exception {
        String body = json(",\"port\":40000,\"codec\":\"H264\"");
        assertThat(gateway.post("/cameras/seen/session", JSON_TYPE, body).statusCode())
                .isEqualTo(201);
        JsonNode told = negotiations("seen").get(0);

        assertThat(told.has("failure")).isFalse();
        assertThat(told.at("/given/json").asText()).isEqualTo(body.replace("notforeveryoneseyes12", "x".repeat(21)));
        assertThat(told.path("given").has("sdp")).isFalse();
        assertThat(told.at("/offer/sdp").asText()).contains("m=video 40000", "a=rtpmap:103 H264/90000");
        assertThat(told.at("/offer/changes")).isEmpty();
        assertThat(told.path("findings").isArray()).isTrue();
        assertThat(told.has("prediction")).isTrue();
    }

    @Test
    void whatFailsAgainAndAgainIsCountedAndDrivesNothingOut() throws Exception {
        assertThat(gateway.post("/cameras/repeats/session", SDP, offer("127.0.0.1"))
                        .statusCode())
                .isEqualTo(201);
        for (int i = 0; i < 6; i++) {
            gateway.post("/cameras/repeats/session", SDP, "hello");
            gateway.post("/cameras/repeats/session", SDP, offer("198.51.100." + i));
        }
        await().until(() -> negotiations("repeats").get(1).at("/failure/times").asInt() == 6);
        List<JsonNode> all = negotiations("repeats");

        assertThat(all).hasSize(5);
        assertThat(Instant.parse(all.get(1).path("at").asText()))
                .isAfter(Instant.parse(all.get(1).at("/failure/first").asText()));
        assertThat(all.get(4).has("failure")).isFalse();
    }

    @Test
    void aStrangersOffersAreNotKept() throws Exception {
        assertThat(gateway.post("/cameras/guarded/session", SDP, "hello").statusCode())
                .isEqualTo(401);
        assertThat(gateway.post("/cameras/guarded/session", SDP, "hello", "Authorization", "Bearer another-secret")
                        .statusCode())
                .isEqualTo(401);
        gateway.post("/cameras/guarded/session", SDP, "hello", "Authorization", "Bearer only-the-camera-knows-this");

        awaitFailure("guarded", "camera", "bad-offer", "no video");
        assertThat(negotiations("guarded")).hasSize(1);
        assertThat(negotiations("guarded").get(0).at("/failure/times").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "camera {0} → {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "quiet  | ANSWERS        | camera  | called   | camera-unavailable  | asked to begin, and did not",
                "deaf   | ANSWERS        | gateway | told     | camera-unavailable  | asked to begin, and did not",
                "deaf   | REFUSES        | gateway | asked    | media-server-refused | processNothing",
                "strict | IS_NOT_PASSIVE | gateway | answered | return-path-refused | lacks a=direction:passive",
            })
    void aCameraThatDoesNotFollowIsToldWithHowFarItCame(
            String camera, Habit habit, String speaksFirst, String reached, String code, String why) throws Exception {
        server.becomes(habit);
        try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch(camera);
            JsonNode told = awaitFailure(camera, "camera", code, why);

            assertThat(told.path("speaksFirst").asText()).isEqualTo(speaksFirst);
            assertThat(told.at("/failure/reached").asText()).isEqualTo(reached);
            assertThat(told.has("given")).isFalse();
            assertThat(told.has("offer")).isEqualTo(!reached.equals("called"));
            assertThat(told.has("answer")).isEqualTo(reached.equals("told") || reached.equals("answered"));
            assertThat(negotiations(camera))
                    .noneMatch(one -> one.path("peer").asText().equals("camera") && !one.has("failure"));
        }
    }

    @ParameterizedTest(name = "viewer: {0} → {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no description | ANSWERS | offered | bad-offer            | hello",
                "another codec  | ANSWERS | offered | bad-offer            | VP8",
                "refused        | REFUSES | asked   | media-server-refused | processNothing",
                "one too many   | ANSWERS | offered | too-many-viewers     | most allowed",
            })
    void aViewersRefusedOfferIsKept(String what, Habit habit, String reached, String code, String why)
            throws Exception {
        gateway.post("/cameras/crowded/session", SDP, offer("127.0.0.1"));
        try (TestViewer one = new TestViewer(gateway.gateway().signalingPort());
                TestViewer another = new TestViewer(gateway.gateway().signalingPort())) {
            if (what.equals("one too many")) {
                one.watch("crowded");
                one.next();
            }
            server.becomes(habit);
            String chrome = TestViewer.resource("/sdp/chrome_offer.sdp");
            another.say(JSON.createObjectNode()
                    .put("type", "viewer")
                    .put("cameraId", "crowded")
                    .put(
                            "sdpOffer",
                            switch (what) {
                                case "no description" -> "hello";
                                case "another codec" -> chrome.replace("H264/90000", "VP8/90000");
                                default -> chrome;
                            }));
            JsonNode message = another.next();
            assertThat(message.path("code").asText()).as(message.toString()).isEqualTo(code);
            JsonNode told = awaitFailure("crowded", "viewer", code, why);

            assertThat(told.at("/failure/reason").asText())
                    .isEqualTo(message.path("message").asText());
            assertThat(told.at("/failure/reached").asText()).isEqualTo(reached);
            assertThat(told.has("offer")).isEqualTo(reached.equals("asked"));
            assertThat(told.at("/given/sdp").asText()).contains(what.equals("no description") ? "hello" : "m=video");
        }
    }

    @Test
    void everyFailureIsCounted() throws Exception {
        gateway.post("/cameras/first/session", SDP, "hello");

        await().until(() -> gateway.management("/metrics")
                .body()
                .contains("sightline_negotiations_failed_total{code=\"bad-offer\",peer=\"camera\"}"));
    }

    private static JsonNode awaitFailure(String camera, String peer, String code, String reason) {
        return await().until(
                        () -> negotiations(camera).stream()
                                .filter(one -> one.path("peer").asText().equals(peer)
                                        && one.at("/failure/code").asText().equals(code)
                                        && one.at("/failure/reason").asText().contains(reason))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The latest first. */
    private static List<JsonNode> negotiations(String camera) throws Exception {
        URI page = URI.create(
                "https://127.0.0.1:" + gateway.gateway().dashboardPort() + "/api/cameras/" + camera + "/negotiations");
        String body = browser.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        List<JsonNode> all = new ArrayList<>();
        JSON.readTree(body).path("negotiations").forEach(all::add);
        return all;
    }
}
