package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who send halves of messages and bodies, each within its bound, from many connections. */
class UnfinishedMessagesTest {
    private static final int CLOSE = 8;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN = 1013;
    private static final int BOUND = 1 << 20;
    private static final Pattern HELD = Pattern.compile("(?m)^sightline_unfinished_bytes ([0-9.E]+)$");

    @TempDir
    private static Path directory;

    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GuardedGateway.with(
                directory,
                "limits: {maxUnfinishedBytes: " + BOUND + ", maxConnectionsPerAddress: 400, handshakeSeconds: 60,"
                        + " rates: {websockets: {count: 1000}}}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void strangersMessagesAreSmallHoweverTheyCome() throws Exception {
        for (byte[] large : new byte[][] {
            frame(true, 1, 16_385, 10), // its head says it
            joined(frame(false, 1, 10_000, 10_000), frame(false, 0, 6_385, 0)),
        }) {
            try (Socket stranger = stranger()) {
                stranger.getOutputStream().write(large);
                assertThat(closeStatus(stranger)).isEqualTo(TOO_BIG);
            }
        }
        try (TestViewer known =
                new TestViewer(gateway.gateway().signalingPort(), Map.of("Authorization", "Bearer " + ticket()))) {
            known.say(asking("x".repeat(20_000)));
            assertThat(known.next().path("code").asText()).isEqualTo("bad-offer");
        }
    }

    @Test
    void allTogetherKeepNoMoreThanTheBoundAndKeepOutNobodyWhoSendsItWhole() throws Exception {
        List<Socket> strangers = new ArrayList<>();
        int refused = 0;
        try {
            // Some keep a frame from its end, some a fragment from its message's.
            for (int i = 0; i < 60; i++) {
                Socket stranger = stranger();
                strangers.add(stranger);
                stranger.getOutputStream()
                        .write(i % 2 == 0 ? frame(true, 1, 16_000, 15_800) : frame(false, 1, 15_800, 15_800));
            }
            int beyond = strangers.size() - BOUND / 2 / 15_800;
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(gateway.metrics())
                            .contains("sightline_signaling_closed_total{reason=\"no room\"} " + beyond + ".0"));
            await().until(() -> held() > BOUND / 2 - 16_384);
            assertThat(held()).isLessThanOrEqualTo(BOUND / 2).isGreaterThan(BOUND / 2 - 16_384);
            for (Socket stranger : strangers) {
                stranger.setSoTimeout(10);
                refused += isRefused(stranger) ? 1 : 0;
            }
            assertThat(refused).isEqualTo(beyond);

            try (TestViewer viewer = new TestViewer(gateway.gateway().signalingPort(), Map.of())) {
                viewer.say(asking("").put("ticket", ticket()));
                assertThat(viewer.next().path("code").asText()).isEqualTo("bad-offer");
            }
            assertThat(session(200, 200)).startsWith("HTTP/1.1 400");
            assertThat(session(4097, 4096)).startsWith("HTTP/1.1 503");
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        await().until(() -> held() == 0);
    }

    private static ObjectNode asking(String offer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "viewer")
                .put("cameraId", "door")
                .put("sdpOffer", offer);
    }

    private static String ticket() throws Exception {
        return GuardedGateway.json(gateway.send("POST", "/api/cameras/door/tickets", gateway.signIn("operator"), "{}"))
                .path("ticket")
                .asText();
    }

    private static double held() throws Exception {
        Matcher found = HELD.matcher(gateway.metrics());
        assertThat(found.find()).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /** Asks to sign in, and leaves the rest of the body out. */
    private static String session(int length, int sent) throws Exception {
        try (Socket socket = tls(gateway.gateway().dashboardPort())) {
            socket.getOutputStream()
                    .write(("POST /api/session HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost:"
                                    + gateway.gateway().dashboardPort()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n"
                                    + "x".repeat(sent))
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 503".length()), StandardCharsets.US_ASCII);
        }
    }

    private static Socket stranger() throws Exception {
        Socket socket = tls(gateway.gateway().signalingPort());
        socket.getOutputStream().write("""
            GET / HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            \r
            """.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        return socket;
    }

    private static Socket tls(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static boolean isRefused(Socket stranger) throws IOException {
        try {
            return closeStatus(stranger) == TRY_AGAIN;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        }
    }

    /** The first frame is the last word. */
    private static int closeStatus(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] head = in.readNBytes(4);
        assertThat(head[0] & 0x0f).isEqualTo(CLOSE);
        return ByteBuffer.wrap(head).getShort(2) & 0xffff;
    }

    /** A frame that says {@code length}, and has {@code sent} of it (RFC 6455, section 5.2), masked with zeros. */
    private static byte[] frame(boolean last, int opcode, int length, int sent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((last ? 0x80 : 0) | opcode);
        out.write(0x80 | 126);
        out.write(length >> 8);
        out.write(length);
        out.writeBytes(new byte[4]);
        out.writeBytes("x".repeat(sent).getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
