package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("In a capture that goes on after a camera's last RTP, as before")
class AfterItsEndTest {
    private static final String OTHER = "10.77.0.9";

    private final Traffic traffic = new Traffic();
    private final CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());

    @BeforeEach
    void captureIt() {
        traffic.tap = Optional.of(timeline::seen);
    }

    private CameraVerdict verdictAfter(int seconds) {
        for (int i = 0; i < seconds; i++) {
            traffic.pass(Duration.ofSeconds(1));
            traffic.report(OTHER, 5_007, 40_001, 7);
        }
        return timeline.finish(traffic.start, traffic.now).stream()
                .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow();
    }

    private void served(double seconds, int port, Runnable with) {
        traffic.flow(seconds, port, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, port + 1, traffic.rtpSource, Optional.empty());
            with.run();
        });
    }

    private static void nothing() {}

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void oneThatGotNothingBeganAnewAndIsServedIsDelivered(int after) {
        traffic.flow(12, 5_006, AfterItsEndTest::nothing);
        traffic.pass(Duration.ofSeconds(5));
        traffic.rtpSource++;
        served(10, 5_106, AfterItsEndTest::nothing);

        assertThat(verdictAfter(after).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void aStreamThatMayBeTheCamerasIsInDoubt(int after) {
        served(12, 5_006, () -> traffic.rtp(CAMERA, 5_010, 40_004));

        assertThat(verdictAfter(after).finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void aStreamThatMayBeTheCamerasAndGaveUpIsInDoubt(int after) {
        served(12, 5_006, () -> traffic.rtp(CAMERA, 5_010, 40_004));
        served(12, 5_006, AfterItsEndTest::nothing);

        assertThat(verdictAfter(after).finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }
}
