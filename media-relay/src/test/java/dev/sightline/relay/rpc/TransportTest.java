package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets, handshakes and frames as no good client would send them; the others go on. */
class TransportTest {
    private static final String UPGRADE = "Connection: Upgrade|Upgrade: websocket|Sec-WebSocket-Version: 13|"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|";
    /** Cuts nobody off for the time that a test takes. */
    private static final RpcLimits PATIENT = RpcLimits.DEFAULT.withTimes(Duration.ofMinutes(5), Duration.ofMinutes(5));

    @ParameterizedTest(name = "{0} with {1} -> {2}")
    @CsvSource({
        "GET /kurento,       Host: 127.0.0.1:PORT,                                    101",
        "GET /kurento,       Host: localhost:PORT,                                    101",
        "GET /kurento,       Host: LOCALHOST,                                         101",
        "GET /kurento,       Host: [::1]:PORT,                                        101",
        "GET /kurento,       Host: relay.example:PORT,                                101",
        "GET /kurento?x=1,   Host: 127.0.0.1:PORT,                                    101",
        "GET /kurento,       Host: 127.0.0.1:PORT|Origin: http://127.0.0.1:PORT,      101",
        "GET /kurento,       Host: 127.0.0.1:PORT|Origin: https://evil.example,       403",
        "GET /kurento,       Host: 127.0.0.1:PORT|Origin: null,                       403",
        "GET /kurento,       Host: 127.0.0.1:PORT|Origin: http://127.0.0.1:1,         403",
        "GET /kurento,       Host: 127.0.0.1:PORT|Origin: http://127.0.0.1:PORT|Origin: http://evil.example, 403",
        "GET /kurento,       Host: rebound.example:PORT,                              403",
        "GET /kurento,       Host: rebound.example:PORT|Origin: http://rebound.example:PORT, 403",
        "GET /kurento,       Host: 127.0.0.1:PORT|Host: 127.0.0.1:PORT,               4xx",
        "GET /kurento,       Host: 127.0.0.1.evil.example,                            403",
        "GET /kurento,       Host: [::1,                                              403",
        "GET /kurento,       Host: 127.0.0.1:port,                                    403",
        "GET /kurento,       X: no host at all,                                       403",
        "GET /,              Host: 127.0.0.1:PORT,                                    404",
        "GET /kurentoo,      Host: 127.0.0.1:PORT,                                    404",
        "GET /kurento/,      Host: 127.0.0.1:PORT,                                    404",
        "POST /kurento,      Host: 127.0.0.1:PORT,                                    405",
        "G\u0001T /kurento,  Host: 127.0.0.1:PORT,                                    400",
    })
    void onlyAMediaClientGetsThroughTheHandshake(String request, String headers, String status) throws IOException {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT, Set.of("relay.example"))) {
            String answer = answerTo(relay, request + " HTTP/1.1|" + headers + "|" + UPGRADE + "|");

            assertThat(answer).matches("HTTP/1.1 " + status.replace("xx", "..") + " .*");
        }
    }

    @ParameterizedTest(name = "{0} with {1} -> {2}")
    @CsvSource({
        "GET /kurento,              X: nothing,                                        401",
        "GET /kurento,              Authorization: Bearer the-secret,                  101",
        "GET /kurento,              authorization: bearer the-secret,                  101",
        "GET /kurento,              Authorization: Bearer the-secre,                   401",
        "GET /kurento,              Authorization: Bearer the-secret2,                 401",
        "GET /kurento,              Authorization: Bearer ,                            401",
        "GET /kurento,              Authorization: the-secret,                         401",
        "GET /kurento,              Authorization: Basic the-secret,                   401",
        "GET /kurento,              Authorization: Bearer the-secret|Authorization: Bearer the-secret, 401",
        "GET /kurento?token=the-secret, X: nothing,                                    101",
        "GET /kurento?token=the-secret, Authorization: Bearer guessed,                 401",
        "GET /kurento?token=guessed,    Authorization: Bearer the-secret,              101",
        "GET /kurento?the-secret,       X: nothing,                                    401",
    })
    void onlyWhoShowsTheTokenGetsIn(String request, String header, String status) throws IOException {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT, RpcAccess.OPEN.withToken("the-secret"))) {
            String answer = answerTo(relay, request + " HTTP/1.1|Host: 127.0.0.1|" + header + "|" + UPGRADE + "|");

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void aPlainRequestIsToldToUpgrade() throws IOException {
        try (TestRelay relay = TestRelay.start()) {
            assertThat(answerTo(relay, "GET /kurento HTTP/1.1|Host: 127.0.0.1||"))
                    .startsWith("HTTP/1.1 426 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GET /kurento HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "})
    void aHandshakeThatIsNotFinishedInTimeIsCutOff(String beginning) throws IOException {
        RpcLimits hasty = RpcLimits.DEFAULT.withTimes(Duration.ofMillis(200), Duration.ofMinutes(1));
        try (TestRelay relay = TestRelay.start(hasty);
                Socket socket = socketTo(relay)) {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void moreClientsThanAllowedAreRefusedAndTheOthersGoOn() throws Exception {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT.withConnections(2));
                RawClient first = relay.connect();
                RawClient second = relay.connect()) {
            String upgrade = "GET /kurento HTTP/1.1|Host: 127.0.0.1|" + UPGRADE + "|";
            assertThat(answerTo(relay, upgrade)).startsWith("HTTP/1.1 503 ");
            assertThat(first.call("ping", "{}").has("result")).isTrue();
            second.close();
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> answerTo(relay, upgrade).startsWith("HTTP/1.1 101 "));
        }
    }

    @ParameterizedTest(name = "{0} in all, {1} of one address")
    @CsvSource({"4, 100", "100, 4"})
    void strangersTakeNoClientsPlaceNorKeepOneOut(int inAll, int ofOneAddress) throws Exception {
        RpcAccess secret = RpcAccess.OPEN.withToken("the-secret");
        List<Socket> strangers = new ArrayList<>();
        try (TestRelay relay = TestRelay.start(PATIENT.withStrangers(inAll, ofOneAddress), secret);
                RawClient inside = relay.connect()) {
            for (int i = 0; i < 10; i++) {
                strangers.add(socketTo(relay));
            }
            for (Socket eldest : strangers.subList(0, 6)) {
                assertThat(eldest.getInputStream().read()).isEqualTo(-1);
            }
            try (RawClient newcomer = relay.connect()) {
                assertThat(strangers.get(6).getInputStream().read()).isEqualTo(-1);
                assertThat(newcomer.call("ping", "{}").has("result")).isTrue();
            }
            assertThat(inside.call("ping", "{}").has("result")).isTrue();
            assertThat(relay.refused()).isEqualTo(7);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void strangersOfOneAddressDoNotPushOutThoseOfAnother() throws Exception {
        List<Socket> many = new ArrayList<>();
        try (TestRelay relay = TestRelay.start(PATIENT.withStrangers(100, 2));
                Socket slow = new Socket(
                        InetAddress.getLoopbackAddress(), relay.port(), InetAddress.getByName("127.0.0.2"), 0)) {
            slow.setSoTimeout(10_000);
            for (int i = 0; i < 10; i++) {
                many.add(socketTo(relay));
            }
            assertThat(many.get(7).getInputStream().read()).isEqualTo(-1);

            send(slow, relay, "GET /kurento HTTP/1.1|Host: 127.0.0.1||");
            assertThat(slow.getInputStream().read()).isEqualTo('H');
        } finally {
            for (Socket socket : many) {
                socket.close();
            }
        }
    }

    @Test
    void whatIsNoJsonIsAnsweredAsAParseErrorAndTheConnectionGoesOn() throws InterruptedException {
        try (TestRelay relay = TestRelay.start();
                RawClient client = relay.connect()) {
            List<String> nonsense = List.of(
                    "",
                    " ",
                    "{",
                    "}",
                    "nonsense",
                    "{} {}",
                    "{\"a\":1,\"a\":2}",
                    "{'a':1}",
                    "[".repeat(10_000),
                    "{\"a\":".repeat(33) + "1" + "}".repeat(33),
                    "{\"n\":" + "9".repeat(65) + "}",
                    "{\"" + "k".repeat(300) + "\":1}",
                    "[" + "1,".repeat(20_000) + "1]");
            for (String text : nonsense) {
                client.send(text);
                JsonNode answer = client.next();
                assertThat(answer.path("error").path("code").asInt()).as(text).isEqualTo(-32700);
                assertThat(answer.get("id").isNull()).isTrue();
            }
            assertThat(client.call("ping", "{}").path("result").path("value").asText())
                    .isEqualTo("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "7",
                "null",
                "{}",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
            })
    void whatIsNoRequestIsAnsweredAsSuch(String text) throws InterruptedException {
        try (TestRelay relay = TestRelay.start();
                RawClient client = relay.connect()) {
            client.send(text);

            assertThat(client.next().path("error").path("code").asInt()).isEqualTo(-32600);
        }
    }

    @Test
    void textInFragmentsIsOneMessage() throws InterruptedException {
        try (TestRelay relay = TestRelay.start();
                RawClient client = relay.connect()) {
            client.sendInParts("{\"jsonrpc\":\"2.0\",", "\"id\":5,", "\"method\":\"ping\"}");

            assertThat(client.answer(5).path("result").path("value").asText()).isEqualTo("pong");
        }
    }

    @Test
    void binaryMessagesCloseTheConnection() {
        try (TestRelay relay = TestRelay.start();
                RawClient client = relay.connect()) {
            client.sendBinary("{}".getBytes(StandardCharsets.UTF_8));

            assertThat(client.closeStatus()).isEqualTo(1003);
        }
    }

    @Test
    void messagesThatAreTooLongCloseTheConnection() throws InterruptedException {
        String filler = "x".repeat(20_000);
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT.withBytes(30_000, 1_000_000));
                RawClient inOne = relay.connect();
                RawClient inParts = relay.connect();
                RawClient good = relay.connect()) {
            // What was sent but not read resets the connection, and may take the status with it, and the rest of the
            // message.
            var unused = inOne.socket().sendText(filler + filler, true);
            var unusedToo = inParts.socket().sendText(filler, false).thenCompose(to -> to.sendText(filler, true));

            assertThat(inOne.closeStatus()).isIn(1009, 1006);
            assertThat(inParts.closeStatus()).isIn(1009, 1006);
            assertThat(good.call("ping", "{\"x\":\"" + filler + "\"}").has("result"))
                    .isTrue();
        }
    }

    @Test
    void invalidUtf8ClosesTheConnection() throws IOException {
        try (TestRelay relay = TestRelay.start();
                Socket socket = upgraded(relay)) {
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, (byte) 0xc3, 0x28});

            assertThat(closeStatus(socket)).isEqualTo(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gQJ7fQ==", "wYIAAAAAe30=", "g4IAAAAAe30=", "iYIAAAAAe30=", "gf//////////AAAAAA==", "CIAAAAAA"})
    void framesThatBreakTheProtocolDoNotDisturbOthers(String base64) throws Exception {
        try (TestRelay relay = TestRelay.start();
                RawClient good = relay.connect();
                Socket socket = upgraded(relay)) {
            socket.getOutputStream().write(Base64.getDecoder().decode(base64));
            socket.shutdownOutput();

            assertThat(good.call("ping", "{}").has("result")).isTrue();
            // Whatever it says before it closes, it does close.
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1_000);
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosed() throws Exception {
        RpcLimits tight = RpcLimits.DEFAULT.withBytes(256 * 1024, 64 * 1024).withRequestsPerSecond(100_000);
        try (TestRelay relay = TestRelay.start(tight);
                RawClient good = relay.connect();
                Socket deaf = upgraded(relay)) {
            byte[] request =
                    maskedText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + "x".repeat(60) + "\",\"params\":{}}");
            byte[] info = maskedText("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"invoke\",\"params\":"
                    + "{\"object\":\"manager_ServerManager\",\"operation\":\"getInfo\"}}");
            IOException cutOff = null;
            for (int i = 0; i < 200_000 && cutOff == null; i++) {
                try {
                    deaf.getOutputStream().write(i % 2 == 0 ? request : info);
                } catch (IOException e) {
                    cutOff = e;
                }
            }

            assertThat(cutOff).isNotNull();
            assertThat(good.call("ping", "{}").has("result")).isTrue();
        }
    }

    @Test
    void requestsThatComeTooFastAreAnsweredLaterButAll() throws InterruptedException {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT.withRequestsPerSecond(200));
                RawClient client = relay.connect()) {
            int requests = 300;
            for (int id = 0; id < requests; id++) {
                client.send("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}".formatted(id));
            }

            List<Integer> answered = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                answered.add(client.next().path("id").asInt());
            }
            assertThat(answered).isEqualTo(IntStream.range(0, requests).boxed().toList());
        }
    }

    private static Socket socketTo(TestRelay relay) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static Socket upgraded(TestRelay relay) throws IOException {
        Socket socket = socketTo(relay);
        send(socket, relay, "GET /kurento HTTP/1.1|Host: 127.0.0.1|" + UPGRADE + "|");
        int last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | socket.getInputStream().read();
        }
        return socket;
    }

    private static String answerTo(TestRelay relay, String request) throws IOException {
        try (Socket socket = socketTo(relay)) {
            send(socket, relay, request);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return line == null ? "" : line;
        }
    }

    private static void send(Socket socket, TestRelay relay, String request) throws IOException {
        String text = request.replace("PORT", Integer.toString(relay.port())).replace("|", "\r\n");
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] maskedText(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[payload.length + 8];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 8, payload.length);
        return frame;
    }

    private static int closeStatus(Socket socket) throws IOException {
        byte[] frame = socket.getInputStream().readNBytes(4);
        assertThat(frame[0]).isEqualTo((byte) 0x88);
        return (frame[2] & 0xff) << 8 | (frame[3] & 0xff);
    }
}
