package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Verdict;
import dev.sightline.rtp.SourceDescription;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Feedback that was lost once")
class LostAgainTest {
    private final Traffic traffic = new Traffic();

    /** Whether RTCP without feedback leaves while there is none. */
    private boolean othersGoOn;

    @ParameterizedTest(name = "other RTCP goes on: {0}")
    @ValueSource(booleans = {false, true})
    void isLostAgainAsSoonAsAtFirstForAnOutageIsNoInterval(boolean others) {
        othersGoOn = others;
        served(5, 500);
        lacking(300);
        assertThat(verdict()).isEqualTo(Verdict.SILENT);

        served(5, 500);
        isLostAfter(8);
    }

    @Test
    void isLostAsSoonAfterAPauseOfTheMedia() {
        served(20, 500);
        traffic.pass(Duration.ofHours(1));
        served(20, 500);
        isLostAfter(8);
    }

    @ParameterizedTest(name = "other RTCP goes on: {0}")
    @ValueSource(booleans = {false, true})
    void keepsItsLongIntervalsOverAnOutage(boolean others) {
        othersGoOn = others;
        served(40, 10_000);
        lacking(60);
        served(11, 10_000);
        lacking(9);
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "other RTCP goes on: {0}")
    @ValueSource(booleans = {false, true})
    void isNotThereForLongByOneDatagramBetweenTwoOutages(boolean others) {
        othersGoOn = others;
        lacking(300);
        traffic.delivered();
        lacking(300);
        traffic.delivered();
        isLostAfter(8);
    }

    private void served(int seconds, int millisApart) {
        int[] passed = {0};
        traffic.flow(seconds, () -> {
            if (passed[0] % millisApart == 0) {
                traffic.delivered();
            }
            passed[0] += 100;
        });
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    private void isLostAfter(int seconds) {
        lacking(seconds - 1);
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
        lacking(2);
        assertThat(verdict()).isEqualTo(Verdict.SILENT);
    }

    private void lacking(int seconds) {
        traffic.flow(seconds, () -> {
            if (othersGoOn) {
                traffic.sends(SourceDescription.ofCname(1, "server"));
            }
        });
    }

    private Verdict verdict() {
        return traffic.judge().finding().verdict();
    }
}
