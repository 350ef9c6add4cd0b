package dev.sightline.gateway.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.client.HttpClient;

/** What happens at the edges: sizes, rates, silence, strangers. */
class SignalingBoundsTest {
    private static final String HANDSHAKE = """
        GET / HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        \r
        """;

    /** Of size and number; the times are the usual ones. */
    private static SignalingLimits small(SignalingLimits usual) {
        return new SignalingLimits(
                4096, 4096, 8, 1, usual.pingInterval(), usual.silence(), 2, usual.welcome(), usual.answer());
    }

    private static SignalingLimits silentFor(SignalingLimits usual, Duration silence) {
        return new SignalingLimits(
                usual.maxMessageBytes(),
                usual.maxStrangerMessageBytes(),
                usual.maxQueuedMessages(),
                usual.maxViewers(),
                Duration.ofMillis(100),
                silence,
                usual.maxEarlyCandidates(),
                usual.welcome(),
                usual.answer());
    }

    private static SignalingLimits answeringSoon(SignalingLimits usual) {
        return new SignalingLimits(
                usual.maxMessageBytes(),
                usual.maxStrangerMessageBytes(),
                usual.maxQueuedMessages(),
                usual.maxViewers(),
                usual.pingInterval(),
                usual.silence(),
                usual.maxEarlyCandidates(),
                usual.welcome(),
                Duration.ofMillis(300));
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                          | bad-message",
                "[]                                         | bad-message",
                "7                                          | bad-message",
                "{\"type\":7}                               | bad-message",
                "{\"type\":\"dance\"}                       | unknown-type",
                "{\"type\":\"viewer\"}                      | bad-message",
                "{\"type\":\"stop\"} {}                     | bad-message",
                "{\"type\":\"onIceCandidate\",\"candidate\":{}} | bad-message",
            })
    void messageThatIsNoneGetsAnErrorAndTheConversationGoesOn(String text, String code) throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            viewer.say(text);
            assertThat(viewer.hearsError()).isEqualTo(code);
            viewer.watch("nowhere", "");
            assertThat(viewer.hearsError()).isEqualTo("unknown-camera");
        }
    }

    @Test
    void messageInFragmentsIsOneMessage() throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            viewer.send(new TextWebSocketFrame(false, 0, "{\"type\":"));
            viewer.send(new ContinuationWebSocketFrame(true, 0, "\"dance\"}"));
            assertThat(viewer.hearsError()).isEqualTo("unknown-type");
        }
    }

    @Test
    void pingIsAnsweredWithItsPayload() throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            viewer.send(new PingWebSocketFrame(Unpooled.copiedBuffer("are you there", StandardCharsets.US_ASCII)));
            assertThat(viewer.hearsPong()).isEqualTo("are you there");
        }
    }

    @Test
    void binaryFrameEndsTheConversation() throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            viewer.send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));
            assertThat(viewer.closeStatus()).isEqualTo(1003);
        }
    }

    @Test
    void messageBeyondTheBoundEndsTheConversation() throws Exception {
        try (SignalingServer server = new SignalingServer(SignalingBoundsTest::small)) {
            try (ViewerClient viewer = server.viewer()) {
                viewer.say(" ".repeat(5000));
                assertThat(viewer.closeStatus()).isEqualTo(1009);
            }
            try (ViewerClient viewer = server.viewer()) {
                viewer.send(new TextWebSocketFrame(false, 0, " ".repeat(3000)));
                viewer.send(new ContinuationWebSocketFrame(true, 0, " ".repeat(3000)));
                assertThat(viewer.closeStatus()).isEqualTo(1009);
            }
        }
    }

    @Test
    void viewerThatSaysTooMuchIsToldSoOnceAndThenClosed() throws Exception {
        // With the usual interval of pings: each begins the count of what was passed over anew.
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            for (int i = 0; i < 300; i++) {
                viewer.say("{\"type\":\"stop\"}");
            }
            assertThat(viewer.hearsError()).isEqualTo("rate-limited");
            for (int i = 0; i < 1000; i++) {
                viewer.say("{\"type\":\"stop\"}");
            }
            assertThat(viewer.closeStatus()).isEqualTo(1006);
        }
    }

    @Test
    void viewerThatOffersTooOftenIsToldSoAndStays() throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            for (int i = 0; i < 21; i++) {
                viewer.watch("nowhere", "");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(viewer.hearsError()).isEqualTo("unknown-camera");
            }
            assertThat(viewer.hearsError()).isEqualTo("rate-limited");
        }
    }

    @Test
    void candidatesBeyondTheRateAreDroppedAndTheConversationGoesOn() throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = server.viewer()) {
            for (int i = 0; i < 150; i++) {
                viewer.say("{\"type\":\"onIceCandidate\",\"candidate\":{\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 "
                        + (1024 + i) + " typ host\"}}");
            }
            viewer.watch("nowhere", "");
            assertThat(viewer.hearsError()).isEqualTo("unknown-camera");
            assertThat(server.count("sightline.signaling.candidates.dropped", "direction", "in"))
                    .isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void viewerThatGivesNoSignOfLifeIsClosed() throws Exception {
        try (SignalingServer server = new SignalingServer(usual -> silentFor(usual, Duration.ofMillis(400)));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> server.count("sightline.signaling.closed", "reason", "silent") == 1);
            assertThat(server.gauge("sightline.signaling.connections")).isZero();
        }
    }

    @Test
    void silentViewerThatAnswersPingsStays() throws Exception {
        Duration silence = Duration.ofMillis(2_500);
        try (SignalingServer server = new SignalingServer(usual -> silentFor(usual, silence));
                ViewerClient viewer = server.viewer()) {
            await().pollDelay(silence.plusMillis(500)).until(() -> true);
            viewer.say("{\"type\":\"dance\"}");
            assertThat(viewer.hearsError()).isEqualTo("unknown-type");
        }
    }

    @Test
    void watchThatIsNotAnsweredInTimeEnds() throws Exception {
        try (SignalingServer server = new SignalingServer(SignalingBoundsTest::answeringSoon);
                ViewerClient viewer = server.viewer()) {
            viewer.watch("door", videoOffer());
            assertThat(viewer.hearsError()).isEqualTo("timed-out");
            await().until(() -> server.stream().state().viewers() == 0);
            assertThat(server.gauge("sightline.signaling.watching")).isZero();
        }
    }

    @Test
    void watchThatWaitsForADeadMediaServerEndsWithThatReason() throws Exception {
        try (SignalingServer server = new SignalingServer(SignalingBoundsTest::answeringSoon);
                ViewerClient viewer = server.viewer()) {
            server.cameraBegins();
            server.mediaServer().die();
            viewer.watch("door", videoOffer());
            assertThat(viewer.hearsError()).isEqualTo("media-server-down");
        }
    }

    @Test
    void viewersBeyondTheGatewaysBoundAreRefusedUntilOneLeaves() throws Exception {
        try (SignalingServer server = new SignalingServer(SignalingBoundsTest::small);
                ViewerClient viewer = server.viewer();
                ViewerClient second = server.viewer()) {
            server.cameraBegins();
            viewer.watch("door", videoOffer());
            assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
            second.watch("door", videoOffer());
            assertThat(second.hearsError()).isEqualTo("too-many-viewers");
            viewer.say("{\"type\":\"stop\"}");
            await().until(() -> server.gauge("sightline.signaling.watching") == 0);
            second.watch("door", videoOffer());
            assertThat(second.hears().path("type").asText()).isEqualTo("viewerResponse");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/signaling", "/call", "/some/old/page?x=1"})
    void pagesThatExistAskForDifferentPaths(String path) throws Exception {
        try (SignalingServer server = new SignalingServer();
                ViewerClient viewer = ViewerClient.connect(server.uri(path))) {
            viewer.watch("nowhere", "");
            assertThat(viewer.hearsError()).isEqualTo("unknown-camera");
        }
    }

    @ParameterizedTest(name = "origin {0} is taken: {1}")
    @CsvSource({
        "https://127.0.0.1:5000,  true",
        "https://127.0.0.1,       false",
        "http://127.0.0.1:5000,   false",
        "https://127.0.0.1:5001,  false",
        "https://wall.example,    true",
        "https://evil.example,    false",
        "https://127.0.0.1.evil.example, false",
        "null,                    false",
        "file://127.0.0.1,        false",
    })
    void pageOfAnotherHostIsRefusedUnlessItIsListed(String origin, boolean taken) throws Exception {
        try (SignalingServer server = new SignalingServer()) {
            if (taken) {
                ViewerClient.connect(server.uri("/"), headers -> headers.set(HttpHeaderNames.ORIGIN, origin))
                        .close();
            } else {
                assertThatThrownBy(() -> ViewerClient.connect(
                                server.uri("/"), headers -> headers.set(HttpHeaderNames.ORIGIN, origin)))
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("403");
                assertThat(server.count("sightline.signaling.refused", "reason", "foreign-origin"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void requestForAnotherHostIsRefused() throws Exception {
        try (SignalingServer server = new SignalingServer()) {
            assertThatThrownBy(() -> ViewerClient.connect(
                            server.uri("/"), headers -> headers.set(HttpHeaderNames.HOST, "rebound.evil.example")))
                    .hasMessageContaining("421");
            ViewerClient.connect(
                            server.uri("/"),
                            headers -> headers.set(HttpHeaderNames.HOST, "cams.example:8765")
                                    .set(HttpHeaderNames.ORIGIN, "https://cams.example:5000"))
                    .close();
        }
    }

    @Test
    void requestThatIsNoWebSocketIsToldSo() throws Exception {
        try (SignalingServer server = new SignalingServer()) {
            String answer = HttpClient.newConnection()
                    .get()
                    .uri("http://127.0.0.1:" + server.port() + "/")
                    .responseSingle((response, body) -> body.asString()
                            .map(text -> response.status().code() + " "
                                    + response.responseHeaders().get(HttpHeaderNames.UPGRADE) + " " + text))
                    .block(Duration.ofSeconds(10));
            assertThat(answer).startsWith("426 websocket {\"type\":\"websocket-expected\"");
        }
    }

    /** Whatever one viewer sends, the others' conversations go on. */
    @Test
    void randomFramesHarmNobody() throws Exception {
        Random random = new Random(8765);
        int answered = 0;
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        try (SignalingServer server = SignalingServer.withoutRates();
                ViewerClient good = server.viewer()) {
            server.cameraBegins();
            good.watch("door", videoOffer());
            good.hears();
            String[] seeds = {
                "{\"type\":\"viewer\",\"cameraId\":\"door\",\"sdpOffer\":\""
                        + videoOffer().replace("\r\n", "\\r\\n") + "\"}",
                "{\"type\":\"onIceCandidate\",\"candidate\":{\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 1 typ"
                        + " host\"}}",
                "{\"type\":\"stop\"}"
            };
            while (System.nanoTime() < end) {
                try (ViewerClient bad = server.viewer()) {
                    for (int i = 0; i < 50; i++) {
                        bad.send(new TextWebSocketFrame(
                                Unpooled.wrappedBuffer(mutated(seeds[random.nextInt(seeds.length)], random))));
                    }
                    bad.say("{\"type\":\"dance\"}");
                    // Who says so much without reading may be ended by the bound of what waits for them.
                    answered += bad.hearsErrorUnlessEnded("unknown-type") ? 1 : 0;
                }
            }
            assertThat(answered).isPositive();
            assertThat(server.count("sightline.signaling.errors", "code", "internal"))
                    .isZero();
            server.mediaServer().viewers().get(0).found("candidate:1 1 udp 1 192.0.2.1 1 typ host");
            assertThat(good.hears().path("type").asText()).isEqualTo("iceCandidate");
        }
    }

    private static byte[] mutated(String seed, Random random) {
        byte[] text = seed.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            text[random.nextInt(text.length)] = (byte) (' ' + random.nextInt(95));
        }
        return text;
    }

    private static String videoOffer() {
        String offer = SignalingTest.OFFER;
        int video = offer.indexOf("m=video");
        int audio = offer.indexOf("m=audio");
        return offer.substring(0, video)
                + offer.substring(video, audio)
                        .lines()
                        .filter(line -> line.startsWith("m=")
                                || line.contains(":108 ")
                                || !line.matches("a=(rtpmap|fmtp|rtcp-fb|extmap).*"))
                        .reduce("", (all, line) -> all + line + "\r\n");
    }
}
