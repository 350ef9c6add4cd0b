package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad datagrams at every UDP port of a running gateway: each is dropped and counted, none is answered, and the camera that
 * streams all the while goes on, as do viewers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadDatagramsTest {
    private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");

    private AttackedGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        gateway = new AttackedGateway(directory);
    }

    @AfterEach
    void othersGoOn() throws Exception {
        gateway.isUnharmed();
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).until(condition);
    }

    private double dropped(String port, String why) {
        return gateway.counter("sightline_relay_dropped_total", "port=\"" + port + "\",why=\"" + why + "\"");
    }

    private static String ufrag(String sdp) {
        Matcher matcher = UFRAG.matcher(sdp);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void theViewersPortDropsAndCountsWhatIsNoViewers() throws Exception {
        try (SignalingClient viewer = new SignalingClient(gateway.signaling());
                ForgedDatagrams attacker = new ForgedDatagrams()) {
            viewer.watch(AttackedGateway.HEALTHY, SignalingClient.chromiumsOffer());
            String answer = viewer.hears().path("sdpAnswer").asText();
            byte[] forged = attacker.bindingRequest(ufrag(answer) + ":" + ufrag(SignalingClient.chromiumsOffer()));
            double stun = dropped("viewers", "stun");
            double unmatched = dropped("viewers", "unmatched");
            double malformed = dropped("viewers", "malformed");

            for (int i = 0; i < 50; i++) {
                attacker.send(forged, gateway.viewersPort());
                attacker.send(attacker.bindingRequest("who:knows"), gateway.viewersPort());
                attacker.send(attacker.bindingResponse(), gateway.viewersPort());
                attacker.send(Arrays.copyOf(forged, 20 + i), gateway.viewersPort());
                attacker.send(attacker.noise(22, 13 + i), gateway.viewersPort());
                attacker.send(attacker.rtp(103, i, AttackedGateway.VIDEO_SSRC), gateway.viewersPort());
                attacker.send(attacker.noise(200 + i, 1 + i), gateway.viewersPort());
                int rounds = i + 1;
                if (rounds % 10 == 0) { // no more at once than a socket holds
                    await(() -> dropped("viewers", "stun") >= stun + 3 * rounds);
                }
            }

            await(() -> dropped("viewers", "stun") >= stun + 150
                    && dropped("viewers", "unmatched") >= unmatched + 50
                    && dropped("viewers", "malformed") >= malformed + 40);
            assertThat(attacker.isAnswered()).isFalse();
        }
    }

    @Test
    void theCamerasPortsDropAndCountWhatIsNotTheCameras() throws Exception {
        try (ForgedDatagrams attacker = new ForgedDatagrams()) {
            double refused = dropped("cameras", "refused");
            double malformed = dropped("cameras", "malformed");

            for (int i = 0; i < 50; i++) {
                attacker.send(attacker.noise(i, 1 + 20 * i), gateway.camerasPorts());
                attacker.send(attacker.rtp(103, i, AttackedGateway.VIDEO_SSRC), gateway.camerasPorts());
                attacker.send(attacker.rtp(103, i, 7), gateway.camerasPorts());
                attacker.send(attacker.senderReport(AttackedGateway.VIDEO_SSRC), gateway.camerasPorts());
                attacker.send(ForgedDatagrams.bye(AttackedGateway.VIDEO_SSRC), gateway.camerasPorts());
            }

            await(() -> dropped("cameras", "refused") >= refused + 200
                    && dropped("cameras", "malformed") >= malformed + 50);
            assertThat(attacker.isAnswered()).as("feedback to the attacker").isFalse();
        }
    }
}
