package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToldVerdictsTest {
    private static final Negotiation GATE = new Negotiation("gate", 1, Optional.empty(), "", "");
    private static final NegotiationFinding DELIVERED = found(Verdict.DELIVERED, List.of());
    private static final Duration PROMISED = Duration.ofSeconds(2);

    private final ToldVerdicts told = new ToldVerdicts(AgentTimes.DEFAULT.repeat(), 10);

    private static NegotiationFinding found(Verdict verdict, List<Cause> causes, Integer... served) {
        return new NegotiationFinding(
                GATE, new Finding(verdict, Instant.EPOCH, causes, "", Optional.empty()), Set.of(served));
    }

    @ParameterizedTest(name = "in rounds of {0} ms")
    @ValueSource(ints = {100, 500, 600, 740, 950, 1_000, 1_400, 1_900})
    void areRepeatedInTimeHoweverLongARoundIs(int millis) {
        Duration round = Duration.ofMillis(millis);
        long last = 0;
        for (long now = 0; now < Duration.ofSeconds(60).toNanos(); now += round.toNanos()) {
            if (told.isDue(DELIVERED, now, round)) {
                assertThat(Duration.ofNanos(now - last)).isLessThanOrEqualTo(PROMISED);
                last = now;
            }
        }
        assertThat(last).isGreaterThan(Duration.ofSeconds(57).toNanos());
    }

    @Test
    void areToldAtOnceWhenTheyChange() {
        assertThat(told.isDue(DELIVERED, 0, Duration.ZERO)).isTrue();
        assertThat(told.isDue(DELIVERED, 1, Duration.ZERO)).isFalse();
        assertThat(told.isDue(found(Verdict.DELIVERED, List.of(Cause.REMB_MISSING)), 2, Duration.ZERO))
                .isTrue();
        assertThat(told.isDue(found(Verdict.SILENT, List.of()), 3, Duration.ZERO))
                .isTrue();
        assertThat(told.isDue(found(Verdict.SILENT, List.of(), 40_000), 4, Duration.ZERO))
                .as("one section is served now, which keeps it from being mended")
                .isTrue();
    }
}
