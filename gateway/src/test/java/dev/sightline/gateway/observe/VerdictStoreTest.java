package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two agents that do not agree. */
class VerdictStoreTest {
    private final VerdictStore store = new VerdictStore();
    private final Agent first = agent("first");
    private final Agent second = agent("second");

    private static Agent agent(String from) {
        return new Agent(
                new AgentPeer() {
                    @Override
                    public void send(List<String> lines) {}

                    @Override
                    public void cut(String why) {}
                },
                from,
                0);
    }

    private static NegotiationVerdict said(Verdict verdict) {
        return new NegotiationVerdict(
                "cam",
                1,
                new Finding(verdict, Instant.EPOCH, "seen by the test", Optional.empty()),
                Duration.ofSeconds(1),
                Evidence.none(ReturnPath.unknown()),
                List.of());
    }

    private Optional<Verdict> counting() {
        return store.counting("cam", 0).map(verdict -> verdict.finding().verdict());
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "DELIVERED,   TRAPPED,  TRAPPED",
        "DELIVERED,   SILENT,   SILENT",
        "DELIVERED,   BLOCKED,  BLOCKED",
        "DELIVERED,   NO_MEDIA, DELIVERED",
        "DELIVERED,   UNPROVEN, DELIVERED",
        "TRAPPED,     NO_MEDIA, TRAPPED",
        "TRAPPED,     UNPROVEN, TRAPPED",
        "UNPROVEN,    NO_MEDIA, UNPROVEN",
        "UNREACHABLE, NO_MEDIA, UNREACHABLE",
    })
    void theWorstOfThoseWhoSawTheMediaCounts(Verdict one, Verdict other, Verdict counts) {
        store.said(first, said(one), 0);
        store.said(second, said(other), 0);
        assertThat(counting()).contains(counts);

        store.said(first, said(other), 0);
        store.said(second, said(one), 0);
        assertThat(counting()).as("whoever said which").contains(counts);
    }

    /** Else each word of the one would begin the patience with the other's anew. */
    @Test
    void whoRepeatsABetterVerdictDoesNotOutvoteAWorseOne() {
        store.said(first, said(Verdict.TRAPPED), 0);
        for (int i = 0; i < 3; i++) {
            store.said(second, said(Verdict.DELIVERED), i);
            assertThat(counting()).contains(Verdict.TRAPPED);
        }
    }

    @Test
    void whatAnAgentSaidGoesWithIt() {
        store.said(first, said(Verdict.TRAPPED), 0);
        store.said(second, said(Verdict.DELIVERED), 0);

        assertThat(store.forget(first)).containsExactly("cam");

        assertThat(counting()).contains(Verdict.DELIVERED);
    }

    @Test
    void aVerdictGrowsOlderWhileItWaits() {
        store.said(first, said(Verdict.TRAPPED), Duration.ofSeconds(100).toNanos());

        assertThat(store.counting("cam", Duration.ofSeconds(104).toNanos()))
                .map(NegotiationVerdict::age)
                .contains(Duration.ofSeconds(5));
    }

    @Test
    void aVerdictThatIsNotRepeatedIsForgottenAlone() {
        store.said(first, said(Verdict.TRAPPED), 0);
        store.said(second, said(Verdict.DELIVERED), 900);

        assertThat(store.forgetOld(1_000, 1_000)).containsOnlyKeys("cam").containsValue(first);

        assertThat(counting()).contains(Verdict.DELIVERED);
    }
}
