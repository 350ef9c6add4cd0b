package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the page that ask and do not take, or send only to seem alive; octets of HTTP/2 as no client would send them. */
class WhoDoesNotReadTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int PRIORITY = 2;
    private static final int GOAWAY = 7;
    private static final int UNKNOWN = 0xee;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(RunningGateway.LOOPBACK_RELAY
                + "limits: {idleSeconds: 5, requestReadSeconds: 1, handshakeSeconds: 5}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theirPlacesAreFreeAgain() throws Exception {
        Map<String, Sly> clients = new LinkedHashMap<>();
        Socket deaf = tls(4096, "http/1.1");
        write(
                deaf,
                "GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII));

        byte[] ping = frame(PING, 0, 0, new byte[8]);
        clients.put("pings", new Sly(http2(new byte[0]), ping));

        Socket windowless = http2(new byte[] {0, 4, 0, 0, 0, 0}); // an initial window of nothing
        write(windowless, frame(HEADERS, END_STREAM | END_HEADERS, 1, request()));
        clients.put("no window", new Sly(windowless, ping));

        Socket fields = http2(new byte[0]);
        write(fields, frame(HEADERS, END_STREAM, 1, request()));
        clients.put("fields without end", new Sly(fields, frame(CONTINUATION, 0, 1, field())));

        Socket letters = http2(new byte[0]);
        write(letters, new byte[] {0, 16, 0, HEADERS, END_STREAM | END_HEADERS, 0, 0, 0, 1});
        clients.put("letter by letter", new Sly(letters, new byte[] {0}));

        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    clients.values().removeIf(Sly::isClosed);
                    assertThat(clients.keySet()).as("who is still there").isEmpty();
                });
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.management("/metrics").body())
                        .contains(refused("does not read", 2), refused("request too slow", 2)));
        deaf.close();
    }

    @Test
    void whoReadsAndAsksStays() throws Exception {
        try (SSLSocket socket = http2(new byte[0])) {
            socket.setSoTimeout(10_000);
            for (int stream = 1; stream < 7; stream += 2) {
                write(socket, frame(HEADERS, END_STREAM | END_HEADERS, stream, request("/nothing")));
                int of = stream;
                await().until(() -> nextFrameIsOf(socket, of));
            }
        }
    }

    @ParameterizedTest(name = "frames of type {0}")
    @ValueSource(ints = {PRIORITY, SETTINGS, UNKNOWN})
    void whoSendsWhatAsksForNothingWithoutEndIsToldToCalmDown(int type) throws Exception {
        try (SSLSocket socket = http2(new byte[0])) {
            byte[] frame = frame(type, 0, type == PRIORITY ? 3 : 0, new byte[type == PRIORITY ? 5 : 0]);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 2001; i++) {
                frames.writeBytes(frame);
            }
            socket.setSoTimeout(20_000);
            write(socket, frames.toByteArray());
            assertThat(goneAwayFor(socket)).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    /** Reads on to the frame that says goodbye; its error code (RFC 9113, section 6.8). */
    private static int goneAwayFor(Socket socket) throws IOException {
        while (true) {
            byte[] head = socket.getInputStream().readNBytes(9);
            assertThat(head).hasSize(9);
            byte[] rest = socket.getInputStream().readNBytes((head[1] & 0xff) << 8 | (head[2] & 0xff));
            if (head[3] == GOAWAY) {
                return rest[7];
            }
        }
    }

    private static String refused(String why, int times) {
        return "sightline_connections_refused_total{listener=\"dashboard\",why=\"" + why + "\"} " + times + ".0";
    }

    private static boolean nextFrameIsOf(Socket socket, int stream) throws IOException {
        byte[] head = socket.getInputStream().readNBytes(9);
        assertThat(head).hasSize(9);
        int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
        socket.getInputStream().readNBytes(length);
        return head[8] == stream && head[3] == HEADERS;
    }

    /** Sends the same again and again. */
    private static final class Sly {
        private final Socket socket;
        private final byte[] again;

        Sly(Socket socket, byte[] again) {
            this.socket = socket;
            this.again = again;
        }

        boolean isClosed() {
            try {
                write(socket, again);
                socket.setSoTimeout(1);
                byte[] some = new byte[4096];
                return socket.getInputStream().read(some) < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }
    }

    private static SSLSocket http2(byte[] settings) throws Exception {
        SSLSocket socket = tls(65_536, "h2");
        write(socket, PREFACE.getBytes(StandardCharsets.US_ASCII));
        write(socket, frame(SETTINGS, 0, 0, settings));
        return socket;
    }

    private static SSLSocket tls(int window, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setReceiveBufferSize(window);
        socket.connect(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), gateway.gateway().dashboardPort()),
                5_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
        return socket;
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length, (byte) type, (byte) flags});
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static byte[] request() {
        return request("/app.js");
    }

    /** In HPACK (RFC 7541), without its dynamic table. */
    private static byte[] request(String path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87}); // GET, https
        literal(out, 1, "localhost");
        literal(out, 4, path);
        return out.toByteArray();
    }

    private static byte[] field() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        literal(out, 0, "x");
        out.write(1);
        out.write('y');
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, int name, String text) {
        out.write(name);
        out.write(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
