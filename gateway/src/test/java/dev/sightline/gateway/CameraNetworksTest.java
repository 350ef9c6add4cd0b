package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A camera's networks hold for its requests, and by the relay for its media. */
class CameraNetworksTest {
    private static final Pattern FOREIGN =
            Pattern.compile("sightline_relay_dropped_total\\{port=\"cameras\",why=\"foreign\"} ([0-9.]+)");
    private static final String OFFER = "{\"video\": {\"port\": 40000, \"codec\": \"H264\", \"payloadType\": 103}}";

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.with("""
                media: {relay: {mediaAddress: 127.0.0.1, returnPath: learn}}
                cameras:
                  networks: [127.0.0.0/24, 192.0.2.0/24]
                  profiles:
                    here: {networks: 127.0.0.0/30, returnPath: {policy: comedia}}
                  list:
                    - {id: cam, profile: here, addresses: [127.0.0.1, 127.0.0.77]}
                    - {id: any, addresses: [127.0.0.1]}
                    - {id: elsewhere, networks: 192.0.2.0/24}
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"cam, 200", "any, 200", "elsewhere, 403"})
    void aCamerasOwnNetworksHoldForItsRequests(String id, int expected) throws Exception {
        HttpResponse<String> answer = gateway.get("/cameras/" + id + "/config");

        assertThat(answer.statusCode()).isEqualTo(expected);
        if (expected == 403) {
            assertThat(answer.body()).contains("foreign-network").contains("none of the networks of elsewhere");
        }
    }

    @Test
    void itsMediaAreTakenFromThemAndFromItsListedAddressesAndNoMore() throws Exception {
        int port = videoPort();

        send("127.0.0.2", port);
        send("127.0.0.77", port);
        send("127.0.0.9", port);
        send("127.0.0.10", port);

        await().untilAsserted(() -> assertThat(foreign()).isEqualTo(2));
    }

    private static int videoPort() throws Exception {
        String answer =
                gateway.post("/cameras/cam/session", "application/json", OFFER).body();
        Matcher media = Pattern.compile("m=video (\\d+) ").matcher(answer);
        assertThat(media.find()).as(answer).isTrue();
        return Integer.parseInt(media.group(1));
    }

    private static void send(String from, int port) throws Exception {
        byte[] rtp = new byte[20];
        rtp[0] = (byte) 0x80;
        rtp[1] = 103;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0))) {
            socket.send(new DatagramPacket(rtp, rtp.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    private static double foreign() throws Exception {
        Matcher found = FOREIGN.matcher(gateway.management("/metrics").body());
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
    }
}
