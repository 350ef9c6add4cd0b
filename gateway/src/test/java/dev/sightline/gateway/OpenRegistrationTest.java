package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where any camera may come, strangers ask for all the places there are. All come through a proxy, which tells their addresses. */
class OpenRegistrationTest {
    private static final String OFFER = "{\"video\": {\"port\": 5006, \"codec\": \"H264\", \"payloadType\": 103}}";
    private static final String CAMERA = "192.0.2.1";
    private static final String STRANGER = "192.0.2.66";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RunningGateway open(String cameras, String limits) throws Exception {
        return RunningGateway.with(RunningGateway.LOOPBACK_RELAY
                + "cameras: {registration: open, trustedProxies: [127.0.0.1], " + cameras + "}\nlimits: {" + limits
                + "}\n");
    }

    @Test
    void oneStrangerGetsNoMoreThanItsShareAndNoCameraIsKeptOut() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 20, list: [{id: listed}]", "maxCamerasPerAddress: 8")) {
            assertThat(registered(gateway, STRANGER, 40)).isEqualTo(8);

            assertThat(status(gateway, CAMERA, config("real"))).isEqualTo(200);
            assertThat(status(gateway, CAMERA, config("listed"))).isEqualTo(200);
            String refusal = answer(gateway, STRANGER, config("one-more"), "");
            assertThat(refusal)
                    .contains("too-many-cameras", "limits.maxCamerasPerAddress", STRANGER, "limits.sharedAddresses");
        }
    }

    @Test
    void whereStrangersHaveAllPlacesACameraGetsOneAndKeepsIt() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 12, keepaliveSeconds: 60", "maxCamerasPerAddress: 4")) {
            assertThat(registered(gateway, STRANGER, 9)).isEqualTo(4);
            assertThat(registered(gateway, "192.0.2.67", 9)).isEqualTo(4);
            assertThat(registered(gateway, "192.0.2.68", 9)).isEqualTo(4);

            assertThat(status(gateway, CAMERA, config("real"))).isEqualTo(200);
            assertThat(status(gateway, CAMERA, config("former"))).isEqualTo(200);
            String session = session(gateway, "real");
            assertThat(status(gateway, CAMERA, "DELETE " + session(gateway, "former")))
                    .isEqualTo(204);
            for (int stranger = 70; stranger < 90; stranger++) {
                registered(gateway, "192.0.2." + stranger, 4);
            }

            assertThat(status(gateway, CAMERA, "PUT " + session + "/keepalive")).isEqualTo(204);
            assertThat(status(gateway, CAMERA, "GET /cameras/former/commands?wait=1"))
                    .as("it had a session, and is known still")
                    .isEqualTo(204);
            assertThat(gateway.management("/metrics").body()).contains("sightline_cameras_forgotten_total");
        }
    }

    @Test
    void whereEveryPlaceHasASessionNewcomersAreRefused() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 2, keepaliveSeconds: 30", "maxCamerasPerAddress: 4")) {
            for (String id : List.of("one", "two")) {
                assertThat(status(gateway, CAMERA, config(id))).isEqualTo(200);
                session(gateway, id);
            }

            assertThat(answer(gateway, STRANGER, config("three"), ""))
                    .startsWith("HTTP/1.1 503")
                    .contains("too-many-cameras", "cameras.maxCameras is reached");
        }
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "2001:db8:0:1::5, 2001:db8:0:1:ffff::6, 503",
        "2001:db8:0:1::5, 2001:db8:0:2::5,      200",
        "192.0.2.7,       192.0.2.8,            200",
    })
    void anIpv6AddressCountsWithAllOfItsNetwork(String first, String second, int expected) throws Exception {
        try (RunningGateway gateway = open("maxCameras: 20", "maxCamerasPerAddress: 1")) {
            assertThat(answer(gateway, first, config("a"), "")).startsWith("HTTP/1.1 200");
            assertThat(answer(gateway, second, config("b"), "")).startsWith("HTTP/1.1 " + expected);
        }
    }

    @Test
    void anAddressThatIsKnownToBeSharedHasTheSharesOfMany() throws Exception {
        try (RunningGateway gateway =
                open("maxCameras: 20", "maxCamerasPerAddress: 2, sharedAddresses: [{network: 192.0.2.66, hosts: 3}]")) {
            assertThat(registered(gateway, STRANGER, 10)).isEqualTo(6);
        }
    }

    @Test
    void theFleetBehindASharedAddressGivesWayNoSoonerThanAStranger() throws Exception {
        try (RunningGateway gateway =
                open("maxCameras: 8", "maxCamerasPerAddress: 2, sharedAddresses: [{network: 192.0.2.1, hosts: 6}]")) {
            for (int i = 0; i < 6; i++) {
                assertThat(status(gateway, CAMERA, config("fleet" + i))).isEqualTo(200);
            }
            assertThat(registered(gateway, STRANGER, 9)).isEqualTo(2);

            assertThat(status(gateway, "192.0.2.67", config("newcomer"))).isEqualTo(200);

            for (int i = 0; i < 6; i++) {
                assertThat(answer(gateway, CAMERA, "PUT /cameras/fleet" + i + "/session/none/keepalive", ""))
                        .doesNotContain("unknown-camera");
            }
        }
    }

    @Test
    void whoWasSilentForLongIsForgottenAndWhoIsListedIsNot() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 20, forgetSeconds: 1, list: [{id: listed}]", "")) {
            assertThat(registered(gateway, STRANGER, 5)).isEqualTo(5);

            for (int i = 0; i < 5; i++) {
                awaitForgotten(gateway, STRANGER, "c" + i);
                assertThat(status(gateway, STRANGER, "GET /cameras/c" + i + "/commands?wait=1"))
                        .isEqualTo(404);
            }
            assertThat(status(gateway, CAMERA, "GET /cameras/listed/commands?wait=1"))
                    .isEqualTo(204);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(gateway.management("/metrics").body())
                                    .contains("sightline_cameras_forgotten_total 5.0"));
        }
    }

    @Test
    void aCameraIsForgottenWithItsPin() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 20, forgetSeconds: 2, pinAddress: true", "")) {
            // On a busy machine it may be forgotten between two of these.
            await().atMost(PATIENCE)
                    .until(() -> status(gateway, STRANGER, config("cam")) == 200
                            && status(gateway, STRANGER, "GET /cameras/cam/commands?wait=1") == 204
                            && status(gateway, CAMERA, config("cam")) == 403);

            awaitForgotten(gateway, STRANGER, "cam");

            assertThat(status(gateway, CAMERA, config("cam")))
                    .as("known anew, and pinned to nobody")
                    .isEqualTo(200);
        }
    }

    @Test
    void whoWaitsForCommandsIsNotForgotten() throws Exception {
        try (RunningGateway gateway = open("maxCameras: 20, forgetSeconds: 1", "")) {
            CompletableFuture<Integer> poll;
            do {
                assertThat(status(gateway, CAMERA, config("waiting"))).isEqualTo(200);
                poll = CompletableFuture.supplyAsync(
                        () -> statusOrZero(gateway, CAMERA, "GET /cameras/waiting/commands?wait=60"));
                for (int i = 0;
                        i < 3;
                        i++) { // each is silent for as long as is borne, all of them while that one waits
                    assertThat(status(gateway, STRANGER, config("silent" + i))).isEqualTo(200);
                    awaitForgotten(gateway, STRANGER, "silent" + i);
                }
            } while (poll.getNow(0) == 404); // it was forgotten before it came to wait

            assertThat(status(gateway, CAMERA, "GET /cameras/waiting/commands?wait=1"))
                    .as("known still")
                    .isEqualTo(204);
            assertThat(poll.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended by the later one")
                    .isEqualTo(204);
        }
    }

    /** So many of {@code many} that asked were made known. */
    private static int registered(RunningGateway gateway, String from, int many) throws Exception {
        List<Integer> answers = new ArrayList<>();
        String name = from.substring(from.lastIndexOf('.') + 1).replaceFirst("^66$", "c");
        for (int i = 0; i < many; i++) {
            answers.add(status(gateway, from, config(name + i)));
        }
        assertThat(answers).allMatch(answer -> answer == 200 || answer == 503);
        return (int) answers.stream().filter(answer -> answer == 200).count();
    }

    private static void awaitForgotten(RunningGateway gateway, String from, String id) {
        // Other requests than this would be a sign of life.
        await().atMost(PATIENCE)
                .until(() -> answer(gateway, from, "PUT /cameras/" + id + "/session/none/keepalive", "")
                        .contains("unknown-camera"));
    }

    private static String config(String id) {
        return "GET /cameras/" + id + "/config";
    }

    private static String session(RunningGateway gateway, String id) throws Exception {
        String answer = answer(
                gateway, CAMERA, "POST /cameras/" + id + "/session", "Content-Type: application/json\r\n", OFFER);
        assertThat(answer).startsWith("HTTP/1.1 201");
        return answer.lines()
                .filter(line -> line.regionMatches(true, 0, "location: ", 0, 10))
                .findFirst()
                .orElseThrow()
                .substring(10);
    }

    private static int statusOrZero(RunningGateway gateway, String from, String line) {
        try {
            return status(gateway, from, line);
        } catch (Exception e) {
            return 0;
        }
    }

    private static int status(RunningGateway gateway, String from, String line) throws Exception {
        return Integer.parseInt(answer(gateway, from, line, "").substring(9, 12));
    }

    private static String answer(RunningGateway gateway, String from, String line, String headers) throws Exception {
        return answer(gateway, from, line, headers, "");
    }

    private static String answer(RunningGateway gateway, String from, String line, String headers, String body)
            throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().configPort())) {
            OutputStream out = socket.getOutputStream();
            out.write((line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: " + from + "\r\n" + headers
                            + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
