package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A camera that gets the port of one that is gone")
class ReusedPortTest {
    private static final String GONE = "10.77.0.9";

    private final Traffic traffic = new Traffic();

    private void another(int seconds) {
        for (int tick = 0; tick < 10 * seconds; tick++) {
            traffic.rtp(GONE, 5_006, 40_000);
            traffic.feedback("eth0", 40_001, GONE, 5_007, Traffic.SSRC, Optional.of(5_000_000L));
            traffic.pass(Duration.ofMillis(100));
        }
        traffic.rtpSource = 7;
    }

    private CameraVerdict found() {
        return traffic.judgeAll().stream()
                .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isToldWithItsOwnFeedbackAlone() {
        another(20);
        traffic.pass(Duration.ofHours(1));
        traffic.flow(3, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, 7, Optional.of(1_000_000L)));

        assertThat(found().finding().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().evidence().rtcpOut())
                .extracting(RtcpFlow::destination)
                .containsExactly(new InetSocketAddress(CAMERA, 5_007));
        assertThat(found().evidence().remb()).hasSize(30).allMatch(value -> value.bitsPerSecond() == 1_000_000L);
    }

    /** Which is what the media server does not know, and not that it sends elsewhere. */
    @Test
    void isSilentForWhatItLacksItself() {
        another(20);
        traffic.pass(Duration.ofSeconds(3)).flow(7, () -> {});

        assertThat(found().finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found().finding().causes()).containsExactly(Cause.NEVER_LEARNT);
        assertThat(found().evidence().rtcpOut()).isEmpty();
    }
}
