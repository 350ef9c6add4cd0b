package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The runs of a stream that pauses")
class RunCountsTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void tellWhatCameInAllOfThemOfWhichTheOldestCountTogether() {
        RunCounts runs = new RunCounts();
        for (int run = 1; run <= 100; run++) {
            Instant from = START.plusSeconds(20L * run);
            runs.ended(from, from.plusSeconds(10), 100L * run, from.plusSeconds(20));
        }

        assertThat(runs.present(10_007)).isEqualTo(7);
        assertThat(runs.came(START, START.plusSeconds(2_100))).isEqualTo(10_000);
        assertThat(runs.came(START.plusSeconds(2_000), START.plusSeconds(2_005)))
                .isEqualTo(50);
        assertThat(runs.came(START.plusSeconds(2_012), START.plusSeconds(2_019)))
                .isZero();
    }

    @Test
    void countTogetherWhereTheyFollowEachOtherWithinAMinute() {
        RunCounts runs = new RunCounts();
        assertThat(runs.together(at(7))).as("none has ended").isEqualTo(at(7));
        runs.ended(at(0), at(5), 50, at(65));
        runs.ended(at(65), at(70), 100, at(80));

        assertThat(runs.together(at(80))).as("after a pause of a minute").isEqualTo(at(0));
        assertThat(runs.flowed(at(0))).isEqualTo(Duration.ofSeconds(10));
        assertThat(runs.flowed(at(3))).isEqualTo(Duration.ofSeconds(7));
        assertThat(runs.flowed(at(66))).isEqualTo(Duration.ofSeconds(4));
        assertThat(runs.flowed(at(75))).isEqualTo(Duration.ZERO);

        runs.ended(at(80), at(85), 150, at(145).plusMillis(1));
        assertThat(runs.together(at(150))).as("after a longer one").isEqualTo(at(150));

        runs.ended(at(150), at(155), 200, at(160));
        assertThat(runs.together(at(160))).isEqualTo(at(150));
        runs.beganAnew(at(160));
        assertThat(runs.together(at(160))).as("another source began").isEqualTo(at(160));
    }

    @Test
    void countNoneOfThoseTogetherOfWhichOneAloneIsNoLongerKnown() {
        RunCounts runs = new RunCounts();
        for (int run = 0; run < 17; run++) {
            runs.ended(at(10 * run), at(10 * run + 2), 20L * run, at(10 * run + 10));
        }

        assertThat(runs.together(at(170))).isEqualTo(at(20));
        assertThat(runs.flowed(runs.together(at(170)))).isEqualTo(Duration.ofSeconds(30));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
