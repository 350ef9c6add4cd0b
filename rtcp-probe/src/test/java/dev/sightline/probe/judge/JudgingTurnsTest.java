package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgingTurnsTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** The clock may overflow. */
    private static final long BEGAN = Long.MAX_VALUE;

    @ParameterizedTest(name = "which takes {0} ms, is due after {1} ms, with news after {2} ms")
    @CsvSource({"1, 500, 50", "10, 500, 500", "15, 750, 750", "300, 1000, 1000", "3000, 6000, 6000"})
    void judging(long cost, long next, long withNews) {
        JudgingTurns turns = new JudgingTurns(INTERVAL, 0);
        turns.had(BEGAN, BEGAN + Duration.ofMillis(cost).toNanos());

        assertThat(isFirstDue(turns, next, /* news= */ false)).isTrue();
        assertThat(isFirstDue(turns, withNews, /* news= */ true)).isTrue();
        assertThat(turns.between()).isEqualTo(Duration.ofMillis(next));
    }

    private static boolean isFirstDue(JudgingTurns turns, long millis, boolean news) {
        long at = BEGAN + Duration.ofMillis(millis).toNanos();
        return !turns.isDue(at - 1, news) && turns.isDue(at, news);
    }
}
