package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Feedback that was lost once")
class LostAgainTest {
    private final Traffic traffic = new Traffic();

    @Test
    void isLostAgainAsSoonAsAtFirstForAnOutageIsNoInterval() {
        served(5, 500);
        traffic.flow(300, () -> {});
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

    @Test
    void keepsItsLongIntervalsOverAnOutage() {
        served(40, 10_000);
        traffic.flow(60, () -> {});
        served(11, 10_000);
        traffic.flow(9, () -> {});
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isNotThereForLongByOneDatagramBetweenTwoOutages() {
        traffic.flow(300, () -> {});
        traffic.delivered();
        traffic.flow(300, () -> {});
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
        traffic.flow(seconds - 1, () -> {});
        assertThat(verdict()).isEqualTo(Verdict.DELIVERED);
        traffic.flow(2, () -> {});
        assertThat(verdict()).isEqualTo(Verdict.SILENT);
    }

    private Verdict verdict() {
        return traffic.judge().finding().verdict();
    }
}
