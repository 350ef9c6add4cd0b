package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.relay.EngineConfig;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.RelayServer;
import dev.sightline.relay.rpc.RpcLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input at every TCP endpoint of a running gateway: each gets its documented error or is dropped and counted, and
 * the camera that streams all the while goes on, as do viewers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String UPGRADE = "Connection: Upgrade|Upgrade: websocket|";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";
    private static final String WEBSOCKET = UPGRADE + "Sec-WebSocket-Version: 13|" + KEY;
    private static final String SDP =
            "v=0|o=- 1 1 IN O|s=-|c=IN C|t=0 0|m=video 40000 RTP/AVPF 103|c=IN M|a=rtcp:40001 IN R|"
                    + "a=rtpmap:103 H264/90000|a=sendonly|";

    private AttackedGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        gateway = new AttackedGateway(directory);
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** A request as text, lines divided by bars. */
    private static String request(String line, String headers, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return line + " HTTP/1.1\r\nConnection: close\r\n" + length + headers.replace("|", "\r\n") + "\r\n" + body;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(condition);
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class TheCamerasListener {
        @AfterAll
        void othersGoOn() throws Exception {
            gateway.isUnharmed();
        }

        private String ask(String line, String headers, String body) throws Exception {
            try (RawConnection connection = RawConnection.tcp(gateway.configPort())) {
                return connection.ask(request(line, "Host: 127.0.0.1|" + headers, body));
            }
        }

        @ParameterizedTest(name = "{0} ({1}) {2} → {3}")
        @CsvSource(
                delimiter = ';',
                value = {
                    "GET /; ; ; 404 not-found",
                    "BREW /health; ; ; 405 method-not-allowed",
                    "GET /cameras/nobody/config; ; ; 404 unknown-camera",
                    "GET /cameras/../../etc/passwd; ; ; 404 not-found",
                    "GET /cameras/%00/config; ; ; 404 unknown-camera",
                    "DELETE /cameras/here/config; ; ; 405 method-not-allowed",
                    "GET /cameras/here/commands?wait=-1; ; ; 400 bad-request",
                    "GET /cameras/here/commands?wait=1e9; ; ; 400 bad-request",
                    "PUT /cameras/here/session/0/keepalive; ; ; 404 unknown-session",
                    "DELETE /cameras/here/session/0; ; ; 404 unknown-session",
                    "POST /cameras/here/session; ; x; 415 unsupported-media-type",
                    "POST /cameras/here/session; text/html; x; 415 unsupported-media-type",
                    "POST /cameras/here/session; application/json; {; 400 bad-request",
                    "POST /cameras/here/session; application/json; 7; 400 bad-request",
                    "POST /cameras/here/session; application/json; {}; 422 bad-offer",
                    "POST /cameras/here/session; application/json; {\"video\":[]}; 422 bad-offer",
                    "POST /cameras/here/session; application/json; {\"video\":{\"port\":70000,\"payloadType\":103}}; 422 bad-offer",
                    "POST /cameras/here/session; application/json; {\"video\":{\"port\":9000,\"payloadType\":103,\"codec\":\"a\\r\\na=x\"}}; 422 bad-offer",
                    "POST /cameras/here/session; application/sdp; v=1; 422 bad-offer",
                    "POST /cameras/here/session; application/sdp; v=0; 422 bad-offer",
                    "POST /cameras/healthy/session; application/sdp; v=0; 401 unauthorized",
                    "DELETE /cameras/healthy/session/0; ; ; 401 unauthorized",
                    "GET /cameras/healthy/commands?wait=1; ; ; 401 unauthorized",
                })
        void tellsWhatIsWrong(String line, String type, String body, String answer) throws Exception {
            String headers = type == null ? "" : "Content-Type: " + type + "|";
            assertThat(ask(line, headers, body == null ? "" : body)).isEqualTo(answer);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "IP4 198.51.100.9",
                    "IP4 127.0.0.3",
                    "IP4 224.0.0.1",
                    "IP4 255.255.255.255",
                    "IP4 169.254.1.1",
                    "IP6 ::1",
                    "IP6 ff02::1",
                    "IP4 camera.example",
                })
        void refusesAnAddressThatIsNotTheCameras(String address) throws Exception {
            String literal = address.substring(4);
            assertThat(ask(
                            "POST /cameras/here/session",
                            "Content-Type: application/json|",
                            "{\"address\":\"" + literal + "\",\"video\":{\"port\":40000,\"payloadType\":103}}"))
                    .as("in JSON")
                    .isEqualTo("403 forbidden-address");
            for (String place : List.of("O", "C", "M", "R")) {
                String offer = SDP.replace("IN " + place, "IN " + address)
                        .replaceAll("IN [OCMR]", "IN IP4 127.0.0.1")
                        .replace("|", "\r\n");
                assertThat(ask("POST /cameras/here/session", "Content-Type: application/sdp|", offer))
                        .as("in place of %s", place)
                        .isEqualTo("403 forbidden-address");
            }
        }

        @Test
        void refusesACameraOnItsOwnHostThatIsNotListed() throws Exception {
            for (String address : List.of("127.0.0.1", "0.0.0.0")) {
                assertThat(ask(
                                "POST /cameras/unlisted/session",
                                "Content-Type: application/json|X-Forwarded-For: 198.51.100.9|",
                                "{\"address\":\"" + address + "\",\"video\":{\"port\":40000,\"payloadType\":103}}"))
                        .isEqualTo("403 forbidden-address");
            }
        }

        @Test
        void boundsSizes() throws Exception {
            String json = "Content-Type: application/json|";
            assertThat(ask("POST /cameras/here/session", json, "{" + " ".repeat(5000) + "}"))
                    .isEqualTo("413 too-large");
            assertThat(ask("GET /" + "x".repeat(5000), "", "")).isEqualTo("414");
            assertThat(ask("GET /health", "X: " + "x".repeat(9000) + "|", "")).isEqualTo("431");
            try (RawConnection deep = RawConnection.tcp(gateway.configPort())) {
                assertThat(deep.ask(request("POST /cameras/here/session", "Host: 127.0.0.1|" + json, "[".repeat(4000))))
                        .isEqualTo("400 bad-request");
            }
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class EveryTcpPort {
        private AttackedGateway gateway;

        @BeforeAll
        void start(@TempDir Path directory) throws Exception {
            gateway = AttackedGateway.impatient(directory);
        }

        @AfterAll
        void othersGoOn() throws Exception {
            if (gateway != null) {
                try {
                    gateway.isUnharmed();
                } finally {
                    gateway.close();
                }
            }
        }

        @Test
        void answersWhoseBodyDoesNotCome() throws Exception {
            try (RawConnection slow = RawConnection.tcp(gateway.configPort())) {
                assertThat(slow.ask("POST /cameras/here/session HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"))
                        .isEqualTo("408 incomplete-request");
            }
        }

        @Test
        void letsGoWhoSaysNothingOrTooSlowlyButNotAViewerThatIsSilent() throws Exception {
            URI page = URI.create("wss://127.0.0.1:" + gateway.dashboardPort() + "/signaling");
            SignalingClient viewer = AttackedGateway.viewer(gateway.signaling());
            SignalingClient onThePage = AttackedGateway.viewer(page);
            String late = "why=\"first request too late\"";
            double before = gateway.counter("sightline_connections_refused_total", late);
            List<RawConnection> silent = new ArrayList<>();
            for (int port : List.of(
                    gateway.configPort(), gateway.dashboardPort(), gateway.signalingPort(), gateway.managementPort())) {
                silent.add(RawConnection.tcp(port));
            }
            silent.add(Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> begun(RawConnection.tls(gateway.signalingPort())), secured -> true));
            RawConnection slow = RawConnection.tcp(gateway.configPort());
            silent.add(slow);
            slow.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
            for (RawConnection connection : silent) {
                assertThat(RawConnection.inShort(connection.untilClosed())).isIn("closed", "408");
                connection.close();
            }
            assertThat(gateway.counter("sightline_connections_refused_total", late))
                    .isGreaterThan(before);
            for (SignalingClient quiet : List.of(viewer, onThePage)) {
                quiet.say("{\"type\":\"dance\"}");
                assertThat(quiet.hears().path("code").asText()).isEqualTo("unknown-type");
                quiet.close();
            }
        }

        private static RawConnection begun(RawConnection connection) throws Exception {
            connection.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
            return connection;
        }

        @Test
        void answersOrClosesGarbage() throws Exception {
            Random random = new Random(80);
            for (int port : List.of(
                    gateway.configPort(),
                    gateway.dashboardPort(),
                    gateway.signalingPort(),
                    gateway.managementPort(),
                    gateway.rpcPort())) {
                for (int i = 0; i < 10; i++) {
                    byte[] garbage = new byte[20 + random.nextInt(400)];
                    random.nextBytes(garbage);
                    byte[] start = i % 2 == 0
                            ? new byte[] {0x16, 3, 1, 0, 40, 1}
                            : "GET / \u0001".getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(start, 0, garbage, 0, start.length);
                    try (RawConnection connection = RawConnection.tcp(port)) {
                        connection.send(garbage);
                        connection.send("\r\n\r\n");
                        assertThat(RawConnection.inShort(connection.untilClosed()))
                                .as("port %d, %s", port, Arrays.toString(garbage))
                                .matches("closed|4\\d\\d.*");
                    }
                }
            }
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class ThePageAndTheManagement {
        @AfterAll
        void othersGoOn() throws Exception {
            gateway.isUnharmed();
        }

        @ParameterizedTest(name = "{0}, {1} → {2}")
        @CsvSource({
            "POST /,                          Host: 127.0.0.1,     405 method-not-allowed",
            "TRACE /,                         Host: 127.0.0.1,     405 method-not-allowed",
            "DELETE /api/cameras,             Host: 127.0.0.1,     405 method-not-allowed",
            "GET /nothing,                    Host: 127.0.0.1,     404 not-found",
            "GET /../../etc/passwd,           Host: 127.0.0.1,     404 not-found",
            "GET /%2e%2e/%2e%2e/etc/passwd,   Host: 127.0.0.1,     404 not-found",
            "GET /,                           Host: evil.example,  421 misdirected-request",
            "GET /api/cameras,                Host: evil.example,  421 misdirected-request",
            "GET /,                           X: no host,          421 misdirected-request",
            "GET /signaling,                  Host: 127.0.0.1,     426 websocket-expected",
        })
        void tellsWhatIsWrong(String line, String header, String answer) throws Exception {
            try (RawConnection connection = RawConnection.tls(gateway.dashboardPort())) {
                assertThat(connection.ask(request(line, header + "|", ""))).isEqualTo(answer);
            }
        }

        @ParameterizedTest(name = "HTTP/2 {0} {1} → {2}")
        @CsvSource({"POST, /, 405", "DELETE, /api/cameras, 405", "GET, /nothing, 404", "GET, /signaling, 426"})
        void tellsItInHttp2Too(String method, String path, int status) throws Exception {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .sslContext(TrustEveryone.context())
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.dashboardPort() + path))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        }

        @Test
        void theManagementAnswersToItsOwnNamesOnly() throws Exception {
            try (RawConnection connection = RawConnection.tcp(gateway.managementPort())) {
                assertThat(connection.ask(request("GET /metrics", "Host: rebound.evil.example|", "")))
                        .startsWith("421");
            }
        }

        @ParameterizedTest(name = "{0} → 404")
        @ValueSource(strings = {"GET /", "POST /metrics", "DELETE /health", "GET /metrics/../.."})
        void theManagementKnowsTwoAddressesOnly(String line) throws Exception {
            try (RawConnection connection = RawConnection.tcp(gateway.managementPort())) {
                assertThat(connection.ask(request(line, "Host: 127.0.0.1|", "")))
                        .isEqualTo("404");
            }
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class TheSignaling {
        @AfterAll
        void othersGoOn() throws Exception {
            gateway.isUnharmed();
        }

        @ParameterizedTest(name = "{0}, {1} → {2}")
        @CsvSource({
            "GET /,      Host: 127.0.0.1|,                                                      426 websocket-expected",
            "POST /,     Host: 127.0.0.1|WEBSOCKET,                                             426 websocket-expected",
            "GET /,      Host: evil.example|WEBSOCKET,                                          421 misdirected-request",
            "GET /,      Host: 127.0.0.1|Origin: https://evil.example|WEBSOCKET,                403 foreign-origin",
            "GET /,      Host: 127.0.0.1|Origin: null|WEBSOCKET,                                403 foreign-origin",
            "GET /,      Host: 127.0.0.1|UPGRADE Sec-WebSocket-Version: 7|KEY,                  426 websocket-version",
            "GET /,      Host: 127.0.0.1|UPGRADE Sec-WebSocket-Version: 13|,                    400 bad-handshake",
        })
        void refusesWhatIsNoConversation(String line, String headers, String answer) throws Exception {
            String expanded = headers.replace("WEBSOCKET", WEBSOCKET)
                    .replace("UPGRADE ", UPGRADE)
                    .replace("KEY", KEY);
            for (int port : List.of(gateway.signalingPort(), gateway.dashboardPort())) {
                String at = port == gateway.dashboardPort() ? line + "signaling" : line;
                double before = gateway.counter("sightline_signaling_refused_total", "reason");
                try (RawConnection connection = RawConnection.tls(port)) {
                    connection.send((at + " HTTP/1.1|" + expanded + "|").replace("|", "\r\n"));
                    connection.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                    assertThat(RawConnection.inShort(connection.untilClosed())).isEqualTo(answer);
                }
                assertThat(gateway.counter("sightline_signaling_refused_total", "reason"))
                        .isGreaterThan(before);
            }
        }

        @Test
        void tellsWhatIsWrongWithAMessageAndListensOn() throws Exception {
            String[][] messages = {
                {"", "bad-message"},
                {"{", "bad-message"},
                {"[]", "bad-message"},
                {"7", "bad-message"},
                {"{\"type\":5}", "bad-message"},
                {"{\"a\":".repeat(1000), "bad-message"},
                {"{\"type\":\"stop\"} {}", "bad-message"},
                {"{\"type\":\"dance\"}", "unknown-type"},
                {"{\"type\":\"viewer\"}", "bad-message"},
                {"{\"type\":\"viewer\",\"cameraId\":\"nobody\",\"sdpOffer\":\"\"}", "unknown-camera"},
                {"{\"type\":\"viewer\",\"cameraId\":\"../etc\",\"sdpOffer\":\"\"}", "unknown-camera"},
                {"{\"type\":\"viewer\",\"cameraId\":\"healthy\",\"sdpOffer\":\"\"}", "bad-offer"},
                {"{\"type\":\"viewer\",\"cameraId\":\"healthy\",\"sdpOffer\":\"v=0\"}", "bad-offer"},
                {"{\"type\":\"onIceCandidate\",\"candidate\":7}", "bad-message"},
                {"{\"type\":\"onIceCandidate\",\"candidate\":{\"candidate\":\"\",\"sdpMLineIndex\":-1}}", "bad-message"
                },
            };
            for (URI door : List.of(
                    gateway.signaling(), URI.create("wss://127.0.0.1:" + gateway.dashboardPort() + "/signaling"))) {
                try (SignalingClient client = new SignalingClient(door)) {
                    for (String[] message : messages) {
                        client.say(message[0]);
                        JsonNode answer = client.hears();
                        assertThat(answer.path("type").asText()).isEqualTo("error");
                        assertThat(answer.path("code").asText()).as(message[0]).isEqualTo(message[1]);
                    }
                }
            }
        }

        @ParameterizedTest(name = "without {0}")
        @ValueSource(strings = {"a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "m=", "a=rtpmap:"})
        void refusesAnOfferThatLacks(String line) throws Exception {
            String offer = SignalingClient.chromiumsOffer()
                    .lines()
                    .filter(each -> !each.startsWith(line))
                    .reduce("", (all, each) -> all + each + "\r\n");
            try (SignalingClient client = new SignalingClient(gateway.signaling())) {
                client.watch(AttackedGateway.HEALTHY, offer);
                assertThat(client.hears().path("code").asText()).isEqualTo("bad-offer");
            }
        }

        @Test
        void takesMessagesInAnyOrder() throws Exception {
            try (SignalingClient client = new SignalingClient(gateway.signaling())) {
                client.say("{\"type\":\"stop\"}");
                client.say("{\"type\":\"onIceCandidate\",\"candidate\":null}");
                client.say(
                        "{\"type\":\"onIceCandidate\",\"candidate\":{\"candidate\":\"candidate:junk\",\"sdpMid\":\"0\"}}");
                for (int i = 0; i < 2; i++) {
                    client.watch(AttackedGateway.HEALTHY, SignalingClient.chromiumsOffer());
                    assertThat(client.hears().path("type").asText()).isEqualTo("viewerResponse");
                }
            }
        }

        @Test
        void endsAConversationOfBinaryOrHugeMessages() throws Exception {
            double before = gateway.counter("sightline_signaling_closed_total", "reason");
            try (SignalingClient client = new SignalingClient(gateway.signaling())) {
                client.sayBinary(new byte[] {1, 2, 3});
                assertThat(client.closeStatus()).isEqualTo(1003);
            }
            try (SignalingClient client = new SignalingClient(gateway.signaling())) {
                client.say(" ".repeat(100_000));
                assertThat(client.closeStatus()).isIn(1009, 1006);
            }
            await(() -> gateway.counter("sightline_signaling_closed_total", "reason") >= before + 2);
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class TheRelaysRpc {
        @AfterAll
        void othersGoOn() throws Exception {
            gateway.isUnharmed();
        }

        @ParameterizedTest(name = "{0}, {1} → {2}")
        @CsvSource({
            "GET /kurento,    Host: 127.0.0.1|,                                        401",
            "GET /kurento,    Host: 127.0.0.1|WEBSOCKET,                               401",
            "GET /kurento?token=,        Host: 127.0.0.1|WEBSOCKET,                    401",
            "GET /kurento?token=guessed, Host: 127.0.0.1|WEBSOCKET,                    401",
            "GET /kurento,    Host: 127.0.0.1|Origin: https://evil.example|WEBSOCKET,  403",
            "GET /kurento,    Host: evil.example|WEBSOCKET,                            403",
            "GET /,           Host: 127.0.0.1|WEBSOCKET,                               404",
            "POST /kurento,   Host: 127.0.0.1|WEBSOCKET,                               405",
        })
        void refusesWhatIsNoMediaClient(String line, String headers, String answer) throws Exception {
            try (RawConnection connection = RawConnection.tcp(gateway.rpcPort())) {
                connection.send(
                        (line + " HTTP/1.1|" + headers.replace("WEBSOCKET", WEBSOCKET) + "|").replace("|", "\r\n"));
                assertThat(RawConnection.inShort(connection.untilClosed())).isEqualTo(answer);
            }
        }

        @Test
        void answersWithTheProtocolsErrors() throws Exception {
            Object[][] messages = {
                {"{", -32700},
                {"[".repeat(5000), -32700},
                {"[]", -32600},
                {"{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600},
                {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"dance\"}", -32601},
                {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"connect\",\"params\":{\"sessionId\":\"none\"}}", 40007},
                {
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"invoke\",\"params\":{\"object\":\"none\",\"operation\":\"getStats\"}}",
                    40101
                },
            };
            InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (MediaEngine engine = MediaEngine.start(EngineConfig.onLoopback());
                    RelayServer relay = RelayServer.start(engine, anywhere, RpcLimits.DEFAULT, "a-secret");
                    SignalingClient client = new SignalingClient(relay.uri())) {
                for (Object[] message : messages) {
                    client.say(message[0].toString());
                    assertThat(client.hears().path("error").path("code").asInt())
                            .as(message[0].toString())
                            .isEqualTo(message[1]);
                }
                client.sayBinary(new byte[] {1});
                assertThat(client.closeStatus()).isEqualTo(1003);
            }
        }
    }
}
