package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Feedback that speaks of another source than the camera's")
class SpokenSourcesTest {
    private static final long OTHER = 0x777;

    private final Traffic traffic = new Traffic();

    private void feedback(long ssrc) {
        traffic.feedback("eth0", 40_001, CAMERA, 5_007, ssrc, Optional.of(900_000L));
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    @ParameterizedTest(name = "{0} datagrams about others after each")
    @ValueSource(ints = {1, 5, 40})
    void isNotWrongBesideDatagramsAboutTheCameras(int others) {
        traffic.flow(5, () -> {
            feedback(SSRC);
            for (int i = 0; i < others; i++) {
                feedback(OTHER + i);
            }
        });

        assertThat(found().causes()).doesNotContain(Cause.WRONG_SSRC);
    }

    @Test
    void isNotWrongWhereTheOneAboutTheCamerasComesFromAnotherPort() {
        traffic.flow(5, () -> {
            feedback(OTHER);
            traffic.feedback("eth0", 40_000, CAMERA, 5_007, SSRC, Optional.empty());
        });

        assertThat(found().causes()).doesNotContain(Cause.WRONG_SSRC);
    }

    @Test
    void isWrongAloneAndNamed() {
        traffic.flow(5, () -> feedback(OTHER));

        assertThat(found().causes()).contains(Cause.WRONG_SSRC);
        assertThat(found().reason()).contains("it speaks of 0x00000777, but the camera sends 0xcafef00d");
    }

    @Test
    void isWrongOnceTheCamerasHasNotBeenSpokenOfForAWhile() {
        traffic.flow(2, () -> feedback(SSRC)).flow(10, () -> feedback(OTHER));

        assertThat(found().causes()).contains(Cause.WRONG_SSRC);
    }

    /** A camera that starts anew on the same ports takes another source; one that sends two keeps to both. */
    @ParameterizedTest(name = "the former one sends now: {0}, {1} s after the other began: wrong {2}")
    @CsvSource({"false, 9, false", "false, 11, true", "true, 11, false"})
    void isWrongOfTheSourceFromBeforeTheCameraStartedAnew(boolean both, int after, boolean wrong) {
        traffic.flow(4, () -> feedback(SSRC));
        traffic.rtpSource = OTHER;
        traffic.flow(after, () -> {
            feedback(SSRC);
            if (both) {
                traffic.rtpSource = traffic.rtpSource == OTHER ? SSRC : OTHER;
            }
        });

        assertThat(found().verdict()).isEqualTo(both ? Verdict.UNPROVEN : Verdict.DELIVERED);
        assertThat(found().causes().contains(Cause.WRONG_SSRC)).isEqualTo(wrong);
    }

    /** What is kept of it is bounded, so of more sources than that none is missing for certain. */
    @Test
    void isNotCalledWrongAmongMoreSourcesThanAreKept() {
        traffic.flow(2, () -> {
            for (int i = 0; i < 200; i++) {
                feedback(OTHER + i);
            }
        });

        assertThat(found().causes()).doesNotContain(Cause.WRONG_SSRC);
    }
}
