package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One address that asks for ten thousand cameras and sessions; the camera that was there before goes on. */
class CameraFloodTest {
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 100;
    private static final String OFFER = "{\"video\": {\"port\": 5006, \"codec\": \"H264\", \"payloadType\": 103}}";

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.sightline.gateway.camera");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                cameras:
                  registration: open
                  maxCameras: 50
                  list: [{id: cam, addresses: [127.0.0.1]}]
                limits:
                  maxCamerasPerAddress: 49
                  rates: {strangers: {count: 200, seconds: 86400}, cameraSessions: {count: 5, seconds: 86400}}
                """);
    }

    @AfterEach
    void stop() {
        log.detachAppender(said);
        gateway.close();
    }

    @Test
    void camerasThatRegisterWithoutEndAreRefusedInTime() throws Exception {
        Map<String, Integer> answers = answers("GET /cameras/c%d/config HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(answers.get("200")).as("%s", answers).isEqualTo(49);
        assertThat(answers.get("503")).as("no room").isBetween(151, 160);
        assertThat(answers.get("429")).as("and then too many").isGreaterThan(MANY - 250);
        assertThat(gateway.get("/cameras/cam/config").statusCode()).isEqualTo(200);
        assertThat(gateway.post("/cameras/cam/session", "application/json", OFFER)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void sessionsWithoutEndOfOneCameraAreRefusedAndAnotherIsServed() throws Exception {
        assertThat(gateway.get("/cameras/other/config").statusCode()).isEqualTo(200);
        Map<String, Integer> answers = answers("POST /cameras/cam/session HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nX-Number: %d\r\nContent-Length: " + OFFER.length() + "\r\n\r\n"
                + OFFER);

        assertThat(answers.getOrDefault("201", 0)).as("%s", answers).isBetween(1, 5);
        assertThat(answers.get("429")).isGreaterThanOrEqualTo(MANY - 200);
        assertThat(gateway.get("/cameras/other/config").statusCode()).isEqualTo(200);
    }

    @Test
    void whatStrangersCauseIsCountedAndLoggedOnce() throws Exception {
        assertThat(gateway.post("/cameras/cam/session", "application/json", OFFER)
                        .statusCode())
                .isEqualTo(201);
        listen();
        String asIfFrom = OFFER.replaceFirst("\\{", "{\"address\": \"127.0.0.1\", ");
        answers(
                "POST /cameras/cam/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "X-Number: %d\r\nContent-Length: " + asIfFrom.length() + "\r\n\r\n" + asIfFrom,
                "127.0.0.2",
                100);
        answers("GET /cameras/c%d/config HTTP/1.1\r\nHost: localhost\r\n\r\n", "127.0.0.3", 100);

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("127.0.0.2 asks to be it"))
                .anyMatch(line -> line.contains("limits.maxCamerasPerAddress"))
                .hasSize(2);
        assertThat(gateway.management("/metrics").body())
                .contains("sightline_cameras_refused_total{why=\"held-elsewhere\"} 5.0");
    }

    @Test
    void howManyMoreWereRefusedIsToldWhenTheGatewayEnds() throws Exception {
        answers("GET /cameras/c%d/config HTTP/1.1\r\nHost: localhost\r\n\r\n", "127.0.0.1", 100);
        listen();

        gateway.close();

        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("cameras' requests: 50 more were refused with 'too-many-cameras'");
    }

    private void listen() {
        said.start();
        log.addAppender(said);
    }

    private Map<String, Integer> answers(String request) throws IOException {
        return answers(request, "127.0.0.1", MANY);
    }

    private Map<String, Integer> answers(String request, String from, int many) throws IOException {
        Map<String, Integer> answers = new TreeMap<>();
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), gateway.gateway().configPort(), InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(20_000);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < many; i += AT_ONCE) {
                StringBuilder requests = new StringBuilder();
                for (int j = i; j < i + AT_ONCE; j++) {
                    requests.append(String.format(request, j));
                }
                socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.ISO_8859_1));
                for (int j = 0; j < AT_ONCE; j++) {
                    answers.merge(status(in), 1, Integer::sum);
                }
            }
        }
        return answers;
    }

    private static String status(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after " + head);
            }
            head.append((char) next);
        }
        int at = head.toString().toLowerCase(Locale.ROOT).indexOf("content-length: ");
        int length = at < 0
                ? 0
                : Integer.parseInt(
                        head.substring(at + 16, head.indexOf("\r\n", at)).trim());
        in.readNBytes(length);
        return head.substring(9, 12);
    }
}
