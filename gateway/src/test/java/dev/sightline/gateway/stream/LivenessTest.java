package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A camera that promises a sign of life every two seconds")
class LivenessTest {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private long now;
    private final Liveness liveness = new Liveness(INTERVAL, () -> now);

    @Test
    void isGoneOnceItHasMissedThree() {
        assertThat(looksFor(6)).as("after 6 s").isFalse();
        assertThat(looksFor(2)).as("after 8 s").isTrue();
    }

    @Test
    void isThereWhileItWaitsForACommand() {
        liveness.pollBegan();

        assertThat(looksFor(60)).isFalse();
    }

    /** Looks that were missed come all at once, before anything is read. */
    @Test
    void isNotGoneByWhatTheGatewayHasNotReadSinceItStoodStill() {
        looksFor(2);
        now += Duration.ofSeconds(10).toNanos();
        for (int missed = 0; missed < 5; missed++) {
            assertThat(liveness.isOver()).isFalse();
        }
        liveness.seen();

        assertThat(looksFor(6)).isFalse();
        assertThat(looksFor(2)).isTrue();
    }

    @Test
    void isGoneAtTheNextLookWhereNothingWaited() {
        now += Duration.ofSeconds(10).toNanos();
        assertThat(liveness.isOver()).isFalse();

        assertThat(looksFor(2)).isTrue();
    }

    /** Whether it is gone by the last look of this time. */
    private boolean looksFor(int seconds) {
        boolean over = false;
        for (long passed = 0; passed < seconds; passed += INTERVAL.toSeconds()) {
            now += INTERVAL.toNanos();
            over = liveness.isOver();
        }
        return over;
    }
}
