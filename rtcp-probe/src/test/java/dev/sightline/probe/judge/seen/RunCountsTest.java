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
        RunCounts runs = new RunCounts(START);
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
        RunCounts runs = new RunCounts(at(0));
        assertThat(runs.together()).as("none has ended").isEqualTo(at(0));
        runs.ended(at(0), at(5), 50, at(65));
        runs.ended(at(65), at(70), 100, at(80));

        assertThat(runs.together()).as("after a pause of a minute").isEqualTo(at(0));
        assertThat(runs.unanswered()).isEqualTo(Duration.ofSeconds(10));

        runs.ended(at(80), at(85), 150, at(146));
        assertThat(runs.together()).as("after a longer one").isEqualTo(at(146));
        assertThat(runs.unanswered()).isZero();

        runs.ended(at(146), at(150), 200, at(160));
        assertThat(runs.together()).isEqualTo(at(146));
        assertThat(runs.unanswered()).as("the first after it counts").isEqualTo(Duration.ofSeconds(4));
        runs.beganAnew(at(160));
        assertThat(runs.together()).as("another source began").isEqualTo(at(160));
        assertThat(runs.unanswered()).isZero();
    }

    @Test
    void areWaitedForSinceTheLastAnswer() {
        RunCounts runs = new RunCounts(at(0));
        runs.ended(at(0), at(5), 50, at(10));
        runs.ended(at(10), at(15), 100, at(20));

        runs.answered(at(3));
        assertThat(runs.unanswered()).isEqualTo(Duration.ofSeconds(7));
        runs.answered(at(8));
        assertThat(runs.unanswered()).isEqualTo(Duration.ofSeconds(5));
        runs.answered(at(2));
        assertThat(runs.unanswered()).as("an earlier one changes nothing").isEqualTo(Duration.ofSeconds(5));
        assertThat(runs.unansweredSince()).isEqualTo(at(8));
        runs.answered(at(17));
        assertThat(runs.unanswered()).isZero();
    }

    @Test
    void areWaitedForHoweverManyTheyAre() {
        RunCounts runs = new RunCounts(at(0));
        for (int run = 0; run < 100; run++) {
            runs.ended(at(10 * run), at(10 * run + 2), 20L * run, at(10 * run + 10));
            if (run == 9) {
                runs.answered(at(91));
            }
        }

        assertThat(runs.together()).isEqualTo(at(0));
        assertThat(runs.unanswered()).isEqualTo(Duration.ofSeconds(181));

        runs.answered(at(981));
        assertThat(runs.unanswered()).isEqualTo(Duration.ofSeconds(3));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
