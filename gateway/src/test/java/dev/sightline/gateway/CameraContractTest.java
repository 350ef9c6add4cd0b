package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What CAMERA.md promises to cameras, over real sockets, against the embedded relay. */
class CameraContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
        cameras:
          keepaliveSeconds: 7.5
          list:
            - {id: here, addresses: [127.0.0.1]}
            - {id: brief, addresses: [127.0.0.1]}
            - {id: held, addresses: [127.0.0.1]}
            - {id: kept, addresses: [127.0.0.1]}
            - {id: guessed, addresses: [127.0.0.1]}
            - {id: moving, addresses: [127.0.0.1]}
            - {id: elsewhere}
            - {id: secret, addresses: [127.0.0.1], secret: "0123456789abcdef"}
        limits: {maxBodyBytes: 4096}
        """;
    private static final String OFFER = "{\"video\":{\"port\":40000,\"codec\":\"H264\",\"payloadType\":103,"
            + "\"fmtp\":\"packetization-mode=1;profile-level-id=42e01f\",\"ssrc\":77}}";
    private static final String SDP = String.join(
                    "\r\n",
                    "v=0",
                    "o=- 1 1 IN IP4 127.0.0.1",
                    "s=Camera",
                    "c=IN IP4 127.0.0.1",
                    "t=0 0",
                    "m=audio 40002 RTP/AVPF 0",
                    "a=sendonly",
                    "m=video 40000 RTP/AVPF 103",
                    "a=rtpmap:103 H264/90000",
                    "a=fmtp:103 packetization-mode=1;profile-level-id=42e01f",
                    "a=rtcp-fb:103 nack pli",
                    "a=sendonly",
                    "a=ssrc:77 cname:cam@host")
            + "\r\n";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(YAML);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCameraIsToldWhereToGoOn() throws Exception {
        HttpResponse<String> response = gateway.get("/cameras/here/config");

        JsonNode config = JSON.readTree(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(config.path("session").asText())
                .isEqualTo("http://127.0.0.1:" + gateway.gateway().configPort() + "/cameras/here/session");
        assertThat(config.path("commands").asText()).endsWith("/cameras/here/commands");
        assertThat(config.path("keepaliveSeconds").asDouble()).isEqualTo(7.5);
        assertThat(config.path("feedbackTimeoutSeconds").asDouble()).isEqualTo(10);
        assertThat(config.path("mediaAddress").asText()).isEqualTo("127.0.0.1");
        assertThat(config.has("timeServer")).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"application/sdp", "application/json"})
    void aCameraThatOffersIsAnsweredAndEndsItsSession(String type) throws Exception {
        String offer = type.equals("application/sdp") ? SDP : OFFER;

        HttpResponse<String> response = gateway.post("/cameras/here/session", type, offer);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/sdp");
        MediaDescription video =
                SessionDescription.parse(response.body()).media("video").orElseThrow();
        assertThat(video.port()).isPositive();
        assertThat(video.payloadTypes()).containsExactly(103);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("/cameras/here/session/[0-9a-f]{32}");
        assertThat(gateway.send("PUT", location + "/keepalive").statusCode()).isEqualTo(204);
        assertThat(gateway.send("DELETE", location).statusCode()).isEqualTo(204);
        await().untilAsserted(() -> assertThat(
                        gateway.send("PUT", location + "/keepalive").statusCode())
                .isEqualTo(404));
    }

    @Test
    void anotherAddressCannotTakeASessionThatLives() throws Exception {
        String offer = OFFER.replaceFirst("\\{", "{\"address\":\"127.0.0.1\",");
        HttpResponse<String> held = gateway.post("/cameras/held/session", "application/json", offer);
        assertThat(held.statusCode()).isEqualTo(201);

        String refused = postFrom("127.0.0.2", "/cameras/held/session", offer);

        assertThat(refused).startsWith("HTTP/1.1 409").contains("held-elsewhere", "127.0.0.2");
        String session = held.headers().firstValue("location").orElseThrow();
        String asAnother = session.replace("/held/", "/brief/");
        assertThat(gateway.send("PUT", asAnother + "/keepalive").statusCode()).isEqualTo(404);
        assertThat(gateway.send("DELETE", asAnother).statusCode()).isEqualTo(404);
        assertThat(gateway.send("PUT", session + "/keepalive").statusCode()).isEqualTo(204);
    }

    @Test
    void aCameraWhoseAddressChangesHoldsItsSessionByKeepingItAlive() throws Exception {
        String offer = OFFER.replaceFirst("\\{", "{\"address\":\"127.0.0.1\",");
        HttpResponse<String> begun = gateway.post("/cameras/kept/session", "application/json", offer);
        String session = begun.headers().firstValue("location").orElseThrow();
        assertThat(postFrom("127.0.0.3", "/cameras/kept/session", offer)).startsWith("HTTP/1.1 409");

        String kept = sendFrom("127.0.0.3", "PUT " + session + "/keepalive", "");
        String again = postFrom("127.0.0.3", "/cameras/kept/session", offer);

        assertThat(kept).startsWith("HTTP/1.1 204");
        assertThat(again).startsWith("HTTP/1.1 201");
        assertThat(postFrom("127.0.0.2", "/cameras/kept/session", offer)).startsWith("HTTP/1.1 409");
    }

    @Test
    void whoDoesNotKnowTheSessionDoesNotHoldItByKeepingAnotherAlive() throws Exception {
        String offer = OFFER.replaceFirst("\\{", "{\"address\":\"127.0.0.1\",");
        HttpResponse<String> begun = gateway.post("/cameras/guessed/session", "application/json", offer);
        String session = begun.headers().firstValue("location").orElseThrow();
        assertThat(sendFrom("127.0.0.3", "PUT " + session + "/keepalive", "")).startsWith("HTTP/1.1 204");

        String guessed = sendFrom("127.0.0.2", "PUT /cameras/guessed/session/" + "0".repeat(32) + "/keepalive", "");

        assertThat(guessed).startsWith("HTTP/1.1 404");
        assertThat(postFrom("127.0.0.3", "/cameras/guessed/session", offer)).startsWith("HTTP/1.1 201");
    }

    @Test
    void aCameraWhoseAddressChangesHidesNobodyWhoTakesItsSession() throws Exception {
        String offer = OFFER.replaceFirst("\\{", "{\"address\":\"127.0.0.1\",");
        HttpResponse<String> begun = gateway.post("/cameras/moving/session", "application/json", offer);
        String session = begun.headers().firstValue("location").orElseThrow();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.sightline.gateway.camera.Camera");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            assertThat(sendFrom("127.0.0.3", "PUT " + session + "/keepalive", ""))
                    .startsWith("HTTP/1.1 204");
            assertThat(postFrom("127.0.0.1", "/cameras/moving/session", offer)).startsWith("HTTP/1.1 201");
        } finally {
            logger.detachAppender(lines);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("camera moving: 127.0.0.3 keeps the session alive"))
                .anyMatch(line -> line.contains("camera moving: 127.0.0.1 asks to be it"));
    }

    private static String postFrom(String address, String path, String json) throws IOException {
        return sendFrom(address, "POST " + path, json);
    }

    private static String sendFrom(String address, String methodAndPath, String json) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), gateway.gateway().configPort()),
                    5_000);
            socket.setSoTimeout(10_000);
            String request = methodAndPath + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=%zz", "wait=1%", "%=1", "wait=%C0%80"})
    void aQueryThatCannotBeReadIsNoMistakeOfTheGateways(String query) throws Exception {
        int status = RawRequest.plain(gateway.gateway().configPort())
                .status("GET /cameras/here/commands?" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        assertThat(status).isEqualTo(400);
    }

    /** The second request comes before the first is dealt with, as also happens to a camera that is answered quickly. */
    @Test
    void aConnectionOnWhichTwoRequestsCameTogetherGoesOn() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().configPort())) {
            socket.setSoTimeout(20_000);
            String poll = "GET /cameras/here/commands?wait=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            String health = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            socket.getOutputStream().write((poll + health).getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(socket)).contains(" 204 ");
            assertThat(answer(socket)).contains(" 200 ").endsWith("}");
            socket.getOutputStream().write(health.getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(socket)).contains(" 200 ").endsWith("}");
        }
    }

    /** Up to the end of a header, or of a body in JSON. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        boolean body = false;
        while (!answer.toString().endsWith(body ? "}" : "\r\n\r\n")) {
            int octet = socket.getInputStream().read();
            assertThat(octet).as("an octet after %s", answer).isNotNegative();
            answer.append((char) octet);
            body = body || (answer.toString().endsWith("\r\n\r\n") && answer.indexOf(" 200 ") > 0);
        }
        return answer.toString();
    }

    @Test
    void threeMissedKeepalivesEndASession() throws Exception {
        try (RunningGateway impatient =
                RunningGateway.with(YAML.replace("keepaliveSeconds: 7.5", "keepaliveSeconds: 0.5"))) {
            HttpResponse<String> response = impatient.post("/cameras/brief/session", "application/json", OFFER);
            String location = response.headers().firstValue("Location").orElseThrow();

            await().pollDelay(Duration.ofMillis(1900))
                    .untilAsserted(
                            () -> assertThat(impatient.send("DELETE", location).statusCode())
                                    .isEqualTo(404));
        }
    }

    @Test
    void aPollEndsEmptyHandedWhenNothingIsToBeSaid() throws Exception {
        CompletableFuture<HttpResponse<String>> earlier = gateway.getLater("/cameras/here/commands?wait=20");

        // The first of the later ones may come before it, and is ended by it.
        await().until(() -> {
            assertThat(gateway.get("/cameras/here/commands?wait=1").statusCode())
                    .isEqualTo(204);
            return earlier.isDone();
        });
        assertThat(earlier.get().statusCode())
                .as("a later poll ends the earlier one")
                .isEqualTo(204);
    }

    @ParameterizedTest(name = "{0} {1} ({2}) → {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /                                  |                  |                                | 404"
                        + " | not-found",
                "GET    | /cameras/nobody/config             |                  |                                | 404"
                        + " | unknown-camera",
                "GET    | /cameras/%2e%2e/config             |                  |                                | 404"
                        + " | unknown-camera",
                "POST   | /cameras/here/config               |                  |                                | 405"
                        + " | method-not-allowed",
                "GET    | /cameras/here/session              |                  |                                | 405"
                        + " | method-not-allowed",
                "POST   | /cameras/here/session              | text/plain       | x                              | 415"
                        + " | unsupported-media-type",
                "POST   | /cameras/here/session              | application/json | {                              | 400"
                        + " | bad-request",
                "POST   | /cameras/here/session              | application/json | []                             | 400"
                        + " | bad-request",
                "POST   | /cameras/here/session              | application/json | {}                             | 422"
                        + " | bad-offer",
                "POST   | /cameras/here/session              | application/json |"
                        + " {\"video\":{\"port\":0,\"payloadType\":1}}   | 422 | bad-offer",
                "POST   | /cameras/here/session              | application/json |"
                        + " {\"video\":{\"port\":9000,\"payloadType\":1,\"fmtp\":\"a\\r"
                        + "\\n"
                        + "c=IN IP4 1.2.3.4\"}} | 422 | bad-offer",
                "POST   | /cameras/here/session              | application/json | {\"video\":{\"payloadType\":103}} |"
                        + " 422 | return-path-refused",
                "POST   | /cameras/here/session              | application/json |"
                        + " {\"address\":\"198.51.100.9\",\"video\":{\"port\":9000,\"payloadType\":103}} | 403 |"
                        + " forbidden-address",
                "POST   | /cameras/here/session              | application/json |"
                        + " {\"address\":\"cam.example\",\"video\":{\"port\":9000,\"payloadType\":103}} | 403 |"
                        + " forbidden-address",
                "POST   | /cameras/elsewhere/session         | application/json |"
                        + " {\"video\":{\"port\":9000,\"payloadType\":103}} | 403 | forbidden-address",
                "POST   | /cameras/here/session              | application/sdp  | hello                          | 422"
                        + " | bad-offer",
                "POST   | /cameras/nobody/session            | application/json | {}                             | 404"
                        + " | unknown-camera",
                "POST   | /cameras/secret/session            | application/json | {}                             | 401"
                        + " | unauthorized",
                "PUT    | /cameras/here/session/0000/keepalive |                |                                | 404"
                        + " | unknown-session",
                "DELETE | /cameras/here/session/0000         |                  |                                | 404"
                        + " | unknown-session",
                "GET    | /cameras/here/commands?wait=0      |                  |                                | 400"
                        + " | bad-request",
                "GET    | /cameras/here/commands?wait=61     |                  |                                | 400"
                        + " | bad-request",
            })
    void aBadRequestIsToldWhatToChange(String method, String path, String type, String body, int status, String problem)
            throws Exception {
        HttpResponse<String> response = body == null && !method.equals("POST")
                ? gateway.send(method, path)
                : gateway.post(path, type == null ? "text/plain" : type, body == null ? "" : body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode json = JSON.readTree(response.body());
        assertThat(json.path("type").asText()).isEqualTo(problem);
        assertThat(json.path("title").asText()).isNotBlank();
        assertThat(json.path("detail").asText()).isNotBlank();
    }

    @Test
    void aBodyBeyondTheBoundIsRefused() throws Exception {
        HttpResponse<String> response =
                gateway.post("/cameras/here/session", "application/json", " ".repeat(5000) + OFFER);

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void aCameraWithItsSecretIsServed() throws Exception {
        HttpResponse<String> response = gateway.post(
                "/cameras/secret/session", "application/json", OFFER, "Authorization", "Bearer 0123456789abcdef");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    @Test
    void anAddressThatAsksTooMuchIsToldToWait() throws Exception {
        String limits = "limits: {rates: {strangers: {count: 10, seconds: 3600}}}\n";
        try (RunningGateway strict = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + limits)) {
            for (int i = 0; i < 10; i++) {
                assertThat(strict.get("/health").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> response = strict.get("/health");

            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void healthAndMetricsAreTold() throws Exception {
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
        assertThat(gateway.management("/health").statusCode()).isEqualTo(200);
        assertThat(gateway.management("/metrics").body())
                .contains("sightline_cameras{phase=\"idle\"}")
                .contains("sightline_media_server_up 1.0");
    }
}
