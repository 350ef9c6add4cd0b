package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the listeners from outside, one each; after each the gateway serves a good client. */
class AtTheDoorTest {
    private static final String YAML = """
        listeners:
          config: {address: 0.0.0.0, port: 0}
          dashboard: {port: 0}
          signaling: {port: 0}
          management: {port: 0}
        access: {required: false}
        returnPath: {winnersFile: none}
        media:
          relay: {mediaAddress: 127.0.0.1}
        cameras: {list: [{id: cam, addresses: [127.0.0.1]}]}
        limits:
          firstBytesSeconds: %s
          handshakeSeconds: %s
          requestReadSeconds: %s
          idleSeconds: %s
          maxConnections: 60
          maxConnectionsPerAddress: 20
          maxBodyBytes: 4096
          maxMessageBytes: 4096
          rates: {websockets: {count: 30, seconds: 3600}}
          sharedAddresses: [{network: 127.0.9.0/24, hosts: 2}]
        """;
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final String GET = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String UPGRADE = """
        GET / HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        \r
        """;

    private static final int PATIENCE_MILLIS = 20_000;

    /** No attack is over by its clocks. */
    private static RunningGateway patient;
    /** Its clocks are what ends an attack. */
    private static RunningGateway hasty;
    /** Only a request may not take long. */
    private static RunningGateway restful;

    private RunningGateway gateway;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        patient = RunningGateway.exactly(YAML.formatted(60, 60, 60, 60));
        hasty = RunningGateway.exactly(YAML.formatted(0.5, 1, 1, 5));
        restful = RunningGateway.exactly(YAML.formatted(60, 60, 1, 20));
    }

    @AfterAll
    static void stop() {
        patient.close();
        hasty.close();
        restful.close();
    }

    @BeforeEach
    void mostAttackThePatientOne() {
        gateway = patient;
    }

    @AfterEach
    void servesAGoodClient() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        await().ignoreExceptions().untilAsserted(() -> {
            assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
            try (Socket browser = tls(gateway.gateway().dashboardPort())) {
                say(browser, "GET /api/cameras HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(all(browser)).startsWith("HTTP/1.1 200");
            }
        });
    }

    @Test
    void whoSendsLetterByLetterIsLetGo() throws Exception {
        gateway = hasty;
        String post = "POST /cameras/cam/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sdp\r\n";
        Map<String, Drip> slow = new LinkedHashMap<>();
        slow.put("request line", new Drip(plain(), "GET /", "a"));
        slow.put("header", new Drip(plain(), "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"));
        slow.put("body", new Drip(plain(), post + "Content-Length: 4000\r\n\r\n", "a"));
        slow.put("chunk", new Drip(plain(), post + "Transfer-Encoding: chunked\r\n\r\n4000\r\n", "a"));
        slow.put("a second request", new Drip(plain(), GET + "GET / HTTP/1.1\r\nX-Slow: ", "a"));
        Socket later = opened(this::served);
        slow.put("a later request", new Drip(later, "GET / HTTP/1.1\r\nX-Slow: ", "a"));
        for (String listener : List.of("config", "dashboard", "signaling")) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(listener));
            sockets.add(socket);
            slow.put(
                    "a handshake on " + listener,
                    new Drip(socket, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc", "\u0003"));
        }
        slow.put("a frame", new Drip(opened(this::webSocket), "\u0081\u00fe\u000f\u0000\u0001\u0002\u0003\u0004", "a"));
        slow.put(
                "fragments",
                new Drip(
                        opened(this::webSocket),
                        "\u0001\u0081\u0000\u0000\u0000\u0000{",
                        "\u0000\u0081\u0000\u0000\u0000\u0000 "));

        await().atMost(15, TimeUnit.SECONDS).untilAsserted(() -> {
            slow.values().removeIf(Drip::isClosed);
            assertThat(slow.keySet())
                    .as("what may still be sent letter by letter")
                    .isEmpty();
        });
    }

    @Test
    void aConnectionMayRestBetweenRequestsForLongerThanOneMayTake() throws Exception {
        gateway = restful;
        Socket resting = plain();
        say(resting, GET);
        assertThat(head(resting)).startsWith("HTTP/1.1 200");
        await().pollDelay(1500, TimeUnit.MILLISECONDS).until(() -> true);
        say(resting, GET);
        assertThat(until(resting, "HTTP/1.1 200")).contains("HTTP/1.1 200");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "request line, 414",
        "header,       431",
        "headers,      431",
        "body,         413",
        "chunk,        413",
        "length,       400",
    })
    void whatIsTooLargeIsRefused(String part, int status) throws Exception {
        Socket big = plain();
        String post = "POST /cameras/cam/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sdp\r\n";
        String request = switch (part) {
            case "request line" -> "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n";
            case "header" -> "GET / HTTP/1.1\r\nX-Big: " + "a".repeat(100_000) + "\r\n";
            case "headers" -> "GET / HTTP/1.1\r\n" + "X-Big: a\r\n".repeat(10_000);
            case "body" -> post + "Content-Length: 100000000\r\n\r\nv=0";
            case "chunk" -> post + "Transfer-Encoding: chunked\r\n\r\n3fff\r\n" + "a".repeat(0x3fff) + "\r\n";
            default -> post + "Content-Length: 99999999999999999999\r\n\r\nv=0";
        };
        try {
            say(big, request + (part.startsWith("head") || part.equals("request line") ? "\r\n" : ""));
        } catch (IOException closedAlready) {
            // it does not read on, which is right
        }
        assertThat(line(big)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "dashboard", "signaling"})
    void aRequestOfTwoHostsIsRefused(String listener) throws Exception {
        try (Socket socket = listener.equals("config") ? plain() : tls(port(listener))) {
            say(socket, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n");
            assertThat(all(socket)).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void oneAddressDoesNotTakeAllConnections() throws Exception {
        for (int i = 0; i < 60; i++) {
            connect("127.0.0.7");
        }
        await().until(() -> open() == 20);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressThatManyShareHasMoreConnections() throws Exception {
        for (int i = 0; i < 60; i++) {
            connect("127.0.9.1");
        }
        await().until(() -> open() == 40);
    }

    @Test
    void manyAddressesDoNotPushOutWhoIsInside() throws Exception {
        Socket inside = plain();
        say(inside, GET);
        assertThat(head(inside)).startsWith("HTTP/1.1 200");
        for (int i = 0; i < 100; i++) {
            connect("127.0.8." + (i + 1));
        }
        await().until(() -> open() <= 60);
        say(inside, GET);
        assertThat(until(inside, "HTTP/1.1 200")).contains("HTTP/1.1 200");
    }

    @Test
    void whoOpensTooManyWebSocketsIsToldToWait() throws Exception {
        String last = "";
        for (int i = 0; i < 31; i++) {
            try (Socket socket = tls(gateway.gateway().signalingPort(), "127.0.0.5")) {
                say(socket, UPGRADE);
                last = head(socket);
            }
        }
        assertThat(last).startsWith("HTTP/1.1 429").containsIgnoringCase("retry-after: ");
    }

    @Test
    void listeningOnAllOfIpv4DoesNotOpenIpv6() throws Exception {
        assertThatThrownBy(() -> new Socket(
                                InetAddress.getByAddress(IPV6_LOOPBACK),
                                gateway.gateway().configPort())
                        .close())
                .isInstanceOf(ConnectException.class);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    /** Sends a beginning, and then the same again and again. */
    private static final class Drip {
        private final Socket socket;
        private final byte[] letter;

        Drip(Socket socket, String beginning, String letter) throws IOException {
            this.socket = socket;
            this.letter = letter.getBytes(StandardCharsets.ISO_8859_1);
            say(socket, beginning);
        }

        /** After another letter. */
        boolean isClosed() {
            try {
                socket.setSoTimeout(1);
                socket.getOutputStream().write(letter);
                socket.getOutputStream().flush();
                return socket.getInputStream().read(new byte[4096]) < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }
    }

    /** On a machine that stands still it may be let go meanwhile; it tries again. */
    private static Socket opened(Callable<Socket> opening) {
        return await().atMost(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(opening, socket -> !socket.isClosed());
    }

    private Socket served() throws Exception {
        Socket socket = plain();
        say(socket, GET);
        if (!line(socket).startsWith("HTTP/1.1 200")) {
            throw new EOFException("it was let go");
        }
        return socket;
    }

    private Socket webSocket() throws Exception {
        Socket socket = tls(gateway.gateway().signalingPort());
        say(socket, UPGRADE);
        if (!head(socket).startsWith("HTTP/1.1 101")) {
            throw new EOFException("it was let go");
        }
        return socket;
    }

    private void connect(String from) throws Exception {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.gateway().configPort()));
        socket.getOutputStream().write('G');
    }

    /** How many of this test's connections the gateway has not closed. */
    private int open() {
        int open = 0;
        for (Socket socket : sockets) {
            try {
                socket.setSoTimeout(1);
                open += socket.getInputStream().read() < 0 ? 0 : 1;
            } catch (SocketTimeoutException stillOpen) {
                open++;
            } catch (IOException reset) {
                // closed
            }
        }
        return open;
    }

    private Socket plain() throws Exception {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().configPort());
        sockets.add(socket);
        return socket;
    }

    private Socket tls(int port) throws Exception {
        return tls(port, "127.0.0.1");
    }

    private Socket tls(int port, String from) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        Socket socket = context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        sockets.add(socket);
        return socket;
    }

    private int port(String listener) {
        return switch (listener) {
            case "dashboard" -> gateway.gateway().dashboardPort();
            case "signaling" -> gateway.gateway().signalingPort();
            default -> gateway.gateway().configPort();
        };
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String line(Socket socket) throws IOException {
        return until(socket, "\r\n");
    }

    private static String head(Socket socket) throws IOException {
        return until(socket, "\r\n\r\n");
    }

    private static String until(Socket socket, String end) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        StringBuilder text = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0 && text.indexOf(end) < 0;
                read = socket.getInputStream().read()) {
            text.append((char) read);
            if (text.indexOf(end) >= 0) {
                break;
            }
        }
        return text.toString();
    }

    private static String all(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
