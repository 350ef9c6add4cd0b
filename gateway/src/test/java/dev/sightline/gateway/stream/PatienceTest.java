package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration WHOLE = Duration.ofSeconds(3);

    private final Patience patience = new Patience();

    private Duration bad(int age, int at) {
        return patience.bad(WHOLE, Duration.ofSeconds(age), TimeUnit.SECONDS.toNanos(at));
    }

    @Test
    void whatTheProbeHasWaitedCounts() {
        assertThat(bad(1, 100)).hasSeconds(2);
    }

    @Test
    void anOldVerdictLeavesNoTime() {
        assertThat(bad(60, 100)).isZero();
    }

    @Test
    void aVerdictThatComesAndGoesUsesItsTimeUp() {
        assertThat(bad(0, 100)).hasSeconds(3);
        patience.unknown(TimeUnit.SECONDS.toNanos(101));
        assertThat(bad(0, 500)).hasSeconds(2);
        patience.unknown(TimeUnit.SECONDS.toNanos(502));
        assertThat(bad(0, 1000)).isZero();
    }

    @Test
    void twoBadVerdictsThatTakeTurnsShareTheirTime() {
        bad(0, 100);
        assertThat(patience.bad(Duration.ofSeconds(7), Duration.ZERO, TimeUnit.SECONDS.toNanos(102)))
                .hasSeconds(5);
        assertThat(bad(0, 103)).isZero();
    }

    @Test
    void provenFeedbackRenewsIt() {
        bad(2, 100);
        patience.renewed();
        assertThat(bad(0, 200)).hasSeconds(3);
    }
}
