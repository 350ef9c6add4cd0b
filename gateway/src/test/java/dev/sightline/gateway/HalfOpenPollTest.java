package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A camera's connection is dead, the gateway's system takes what is written to it all the same, and the camera asks anew. */
class HalfOpenPollTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);
    private static final String YAML = RunningGateway.LOOPBACK_RELAY + """
        cameras:
          list:
            - {id: first-1, addresses: [127.0.0.1]}
            - {id: first-2, addresses: [127.0.0.1]}
            - {id: first-3, addresses: [127.0.0.1]}
            - {id: first-4, addresses: [127.0.0.1]}
            - {id: asked-1, addresses: [127.0.0.1], speaksFirst: gateway, returnPath: {policy: comedia}}
            - {id: asked-2, addresses: [127.0.0.1], speaksFirst: gateway, returnPath: {policy: comedia}}
            - {id: asked-3, addresses: [127.0.0.1], speaksFirst: gateway, returnPath: {policy: comedia}}
        limits: {viewerGraceSeconds: 0.2, cameraAnswerSeconds: 60}
        """;
    private static final String OFFER = "{\"video\":{\"port\":40000,\"payloadType\":103}}";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with(YAML);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** How a camera's connection comes to its end without the gateway's knowing what was read on it. */
    private enum End {
        /** Nobody reads, and nobody says that it is over. */
        NEVER {
            @Override
            void of(Socket socket) {}
        },
        /** The camera's system was started anew: what came is answered by a reset, unread. */
        RESET {
            @Override
            void of(Socket socket) throws IOException {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        },
        CLOSED {
            @Override
            void of(Socket socket) throws IOException {
                socket.close();
            }
        };

        abstract void of(Socket socket) throws IOException;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "first-1, NEVER", "first-2, RESET", "first-3, CLOSED",
        "asked-1, NEVER", "asked-2, RESET", "asked-3, CLOSED"
    })
    void whatWasToldOnADeadConnectionIsToldAgain(String camera, End end) throws Exception {
        try (Socket dead = poll(camera);
                TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch(camera);
            JsonNode lost = command(dead); // as far as the gateway can know, nobody has read it
            end.of(dead);

            try (Socket another = poll(camera)) {
                assertThat(command(another)).as("of the same negotiation").isEqualTo(lost);
                assertThat(lost.path("command").asText()).isEqualTo("play");
                assertThat(lost.has("session")).isEqualTo(camera.startsWith("asked"));
            }
        }
    }

    @Test
    void whatWasReadIsNotToldAgainAndACamerasOfferEndsIt() throws Exception {
        try (Socket socket = poll("first-4");
                TestViewer viewer = new TestViewer(gateway.gateway().signalingPort())) {
            viewer.watch("first-4");
            assertThat(command(socket).path("command").asText()).isEqualTo("play");

            ask(socket, "first-4", 1);
            assertThat(head(socket)).as("it asks where it was answered").startsWith("HTTP/1.1 204");
            HttpResponse<String> session = gateway.post("/cameras/first-4/session", "application/json", OFFER);

            assertThat(session.statusCode()).as(session.body()).isEqualTo(201);
            try (Socket another = new Socket(
                    InetAddress.getLoopbackAddress(), gateway.gateway().configPort())) {
                another.setSoTimeout(10_000);
                ask(another, "first-4", 2);
                assertThat(head(another)).as("it has done what it was told").startsWith("HTTP/1.1 204");
            }
        }
    }

    private static Socket poll(String camera) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().configPort());
        socket.setSoTimeout(10_000);
        ask(socket, camera, 20);
        return socket;
    }

    private static void ask(Socket socket, String camera, int seconds) throws IOException {
        String request =
                "GET /cameras/" + camera + "/commands?wait=" + seconds + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static JsonNode command(Socket socket) throws IOException {
        String head = head(socket);
        assertThat(head).startsWith("HTTP/1.1 200");
        Matcher length = LENGTH.matcher(head);
        assertThat(length.find()).isTrue();
        return JSON.readTree(socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))));
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = socket.getInputStream().read();
            assertThat(octet).as("an octet after %s", head).isNotNegative();
            head.append((char) octet);
        }
        return head.toString();
    }
}
