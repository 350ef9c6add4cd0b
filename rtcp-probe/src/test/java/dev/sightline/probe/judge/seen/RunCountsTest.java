package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

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
            runs.ended(from, from.plusSeconds(10), 100L * run);
        }

        assertThat(runs.present(10_007)).isEqualTo(7);
        assertThat(runs.came(START, START.plusSeconds(2_100))).isEqualTo(10_000);
        assertThat(runs.came(START.plusSeconds(2_000), START.plusSeconds(2_005)))
                .isEqualTo(50);
        assertThat(runs.came(START.plusSeconds(2_012), START.plusSeconds(2_019)))
                .isZero();
    }
}
