package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.sdp.SessionDescription;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page says of a camera whose RTP really arrives at the embedded relay. */
class PlayingTest {
    private static final Duration CAMERA_ANSWER = Duration.ofSeconds(3);
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
            cameras:
              list:
                - {id: first, addresses: [127.0.0.1]}
                - {id: asked, addresses: [127.0.0.1], speaksFirst: gateway, returnPath: {policy: comedia}}
            limits: {cameraAnswerSeconds: %d}
            """.formatted(CAMERA_ANSWER.toSeconds());
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
    void cameraThatSpokeFirstIsPlayingWhileItSends() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            HttpResponse<String> answer = gateway.post(
                    "/cameras/first/session",
                    "application/json",
                    "{\"video\":{\"codec\":\"H264\",\"payloadType\":103,\"port\":" + socket.getLocalPort() + "}}");
            assertThat(state("first")).isEqualTo("ESTABLISHED");
            try (Sending sending = new Sending(socket, answer.body())) {
                await().until(() -> state("first").equals("PLAYING"));
                assertThat(sending.isAlive()).isTrue();
            }
        }
    }

    @Test
    void cameraThatWasAskedGoesOnWhenItSends() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            CompletableFuture<HttpResponse<String>> poll = gateway.getLater("/cameras/asked/commands?wait=20");
            viewer.watch("asked");
            JsonNode command = JSON.readTree(poll.get(25, TimeUnit.SECONDS).body());
            try (Sending sending = new Sending(socket, command.path("sdp").asText())) {
                await().until(() -> state("asked").equals("PLAYING"));
                await().pollDelay(CAMERA_ANSWER.plusMillis(500))
                        .untilAsserted(() -> assertThat(state("asked")).isEqualTo("PLAYING"));
                assertThat(sending.isAlive()).isTrue();
            }
        }
    }

    private static String state(String camera) throws Exception {
        URI cameras = URI.create("https://127.0.0.1:" + gateway.gateway().dashboardPort() + "/api/cameras");
        HttpResponse<String> answer =
                browser.send(HttpRequest.newBuilder(cameras).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        for (JsonNode one : JSON.readTree(answer.body()).path("cameras")) {
            if (one.path("id").asText().equals(camera)) {
                return one.path("state").asText();
            }
        }
        throw new AssertionError("no camera " + camera + " in " + answer.body());
    }

    /** Sends a keyframe's packet 25 times a second to the video port of an answer. */
    private static final class Sending implements AutoCloseable {
        private static final byte IDR_SLICE = 0x65;
        private static final int PERIOD_MILLIS = 40;

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final Thread thread;

        Sending(DatagramSocket socket, String answer) {
            int port = SessionDescription.parse(answer)
                    .media("video")
                    .orElseThrow()
                    .port();
            thread = new Thread(() -> run(socket, port), "camera");
            thread.start();
        }

        boolean isAlive() {
            return thread.isAlive();
        }

        private void run(DatagramSocket socket, int port) {
            try {
                for (int i = 0; running.get(); i++) {
                    byte[] packet = ByteBuffer.allocate(100)
                            .put((byte) 0x80)
                            .put((byte) (0x80 | 103))
                            .putShort((short) i)
                            .putInt(i * 90 * PERIOD_MILLIS)
                            .putInt(0x51617)
                            .put(IDR_SLICE)
                            .array();
                    socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
                    Thread.sleep(PERIOD_MILLIS);
                }
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws InterruptedException {
            running.set(false);
            thread.join();
        }
    }
}
