package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may speak as a camera at all: by where the request comes from, and by the name it calls the gateway. */
class WhoIsACameraTest {
    private static final String CAMERAS = """
            dashboard: {hostNames: [cams.example]}
            cameras:
              list: [{id: cam}]
              networks:
            """;

    private static RunningGateway here;
    private static RunningGateway elsewhere;

    @BeforeAll
    static void start() throws Exception {
        here = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + CAMERAS + "    - 127.0.0.0/8\n");
        elsewhere = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + CAMERAS + "    - 192.0.2.0/24\n");
    }

    @AfterAll
    static void stop() {
        here.close();
        elsewhere.close();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "/cameras/cam/config,  HTTP/1.1 403 Forbidden",
        "/cameras/none/config, HTTP/1.1 403 Forbidden",
        "/health,              HTTP/1.1 200 OK",
    })
    void camerasComeFromTheirNetworksOnly(String path, String expected) throws Exception {
        assertThat(answer(elsewhere, path, "1.1", "Host: 127.0.0.1")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "called ''{1}'' → {2}")
    @CsvSource({
        "1.1, Host: rebound.evil.example,  HTTP/1.1 421 Misdirected Request",
        "1.1, Host: cams.example:80,       HTTP/1.1 200 OK",
        "1.1, Host: 127.0.0.1,             HTTP/1.1 200 OK",
        "1.0, X-Old-Camera: names no host, HTTP/1.0 200 OK",
    })
    void aBrowserThatWasLedHereByAnothersNameIsNoCamera(String version, String header, String expected)
            throws Exception {
        assertThat(answer(here, "/cameras/cam/config", version, header)).isEqualTo(expected);
    }

    @Test
    void theFirstAddressThatWaitsForCommandsIsTheCamerasFromThenOn() throws Exception {
        String poll = "/cameras/cam/commands?wait=1";
        String config = "/cameras/cam/config";
        try (RunningGateway pinning = RunningGateway.with(RunningGateway.LOOPBACK_RELAY
                + "cameras: {pinAddress: true, list: [{id: cam, addresses: [127.0.0.1, 127.0.0.77]}]}")) {
            assertThat(firstLine(pinning, "127.0.0.77", get(config))).endsWith("200 OK");
            assertThat(firstLine(pinning, "127.0.0.1", get(poll))).endsWith("204 No Content");

            assertThat(firstLine(pinning, "127.0.0.77", get(config))).endsWith("403 Forbidden");
            assertThat(firstLine(pinning, "127.0.0.77", get(poll))).endsWith("403 Forbidden");
            assertThat(firstLine(pinning, "127.0.0.1", get(config))).endsWith("200 OK");
        }
    }

    @Test
    void whoLacksTheSecretNeitherPinsTheCameraNorUsesUpItsRequests() throws Exception {
        String poll = get("/cameras/cam/commands?wait=1");
        try (RunningGateway guarded = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                cameras:
                  pinAddress: true
                  list: [{id: cam, secret: only-the-camera-knows, addresses: [127.0.0.1, 127.0.0.77]}]
                limits: {rates: {cameraRequests: {count: 2, seconds: 3600}}}
                """)) {
            assertThat(firstLine(guarded, "127.0.0.77", poll)).endsWith("401 Unauthorized");
            for (int i = 0; i < 5; i++) {
                assertThat(firstLine(guarded, "127.0.0.1", poll)).endsWith("401 Unauthorized");
            }

            assertThat(firstLine(guarded, "127.0.0.1", poll + "Authorization: Bearer only-the-camera-knows\r\n"))
                    .endsWith("204 No Content");
        }
    }

    @Test
    void aCameraWithNetworksOfItsOwnIsServedThereOnlyWhateverAddressesItMayName() throws Exception {
        String poll = "/cameras/cam/commands?wait=1";
        try (RunningGateway narrow = RunningGateway.with(RunningGateway.LOOPBACK_RELAY
                + "cameras: {list: [{id: cam, networks: [127.0.0.77/32], addresses: [127.0.0.1, 127.0.0.77]}]}")) {
            assertThat(firstLine(narrow, "127.0.0.1", get(poll))).endsWith("403 Forbidden");
            assertThat(firstLine(narrow, "127.0.0.77", get(poll))).endsWith("204 No Content");
        }
    }

    @Test
    void whileACameraHoldsItsSessionNobodyElseGetsItsCommands() throws Exception {
        String poll = get("/cameras/cam/commands?wait=1");
        String offer = "{\"video\": {\"port\": 5006, \"codec\": \"H264\", \"payloadType\": 103}}";
        String post = "POST /cameras/cam/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + offer.length() + "\r\n";
        try (RunningGateway held = RunningGateway.with(
                RunningGateway.LOOPBACK_RELAY + "cameras: {trustedProxies: [127.0.0.1], list: [{id: cam}]}")) {
            assertThat(firstLine(held, "127.0.0.1", post + from("192.0.2.1"), offer))
                    .endsWith("201 Created");

            assertThat(firstLine(held, "127.0.0.1", poll + from("192.0.2.66"))).endsWith("409 Conflict");
            assertThat(firstLine(held, "127.0.0.1", poll + from("192.0.2.1"))).endsWith("204 No Content");
        }
    }

    private static String from(String address) {
        return "X-Forwarded-For: " + address + "\r\n";
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    }

    private static String answer(RunningGateway gateway, String path, String version, String header) throws Exception {
        return firstLine(gateway, "127.0.0.1", "GET " + path + " HTTP/" + version + "\r\n" + header + "\r\n");
    }

    private static String firstLine(RunningGateway gateway, String source, String request) throws Exception {
        return firstLine(gateway, source, request, "");
    }

    private static String firstLine(RunningGateway gateway, String source, String request, String body)
            throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), gateway.gateway().configPort(), InetAddress.getByName(source), 0)) {
            OutputStream out = socket.getOutputStream();
            out.write((request + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }
}
