package dev.sightline.gateway.observe;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.GatewayConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRulesTest {
    /** Verdicts are looked at twice in a second. */
    @ParameterizedTest(name = "agents may be silent for {0} s: {1} ms")
    @CsvSource({"3, 3000", "5, 4400", "60, 4400"})
    void aVerdictThatIsNotRepeatedHoldsFiveSecondsAtMost(int silent, int fresh) throws Exception {
        GatewayConfig config = GatewayConfig.parse("probe: {silentSeconds: " + silent + "}", "test");

        try (Metrics metrics = new Metrics()) {
            assertThat(new AgentRules(config.probe(), 1, metrics).fresh()).hasMillis(fresh);
        }
    }

    /** It is looked at again a tick later, which would be too late. */
    @ParameterizedTest(name = "silent for {0} ms, of 5 s: {1}")
    @CsvSource({"4899, false", "4900, true"})
    void anAgentIsCutBeforeItsSilenceIsTooLong(long silent, boolean cut) throws Exception {
        Agent agent = new Agent(new DeafPeer(), "the test", 0);
        agent.greeted("media-1", 1);

        try (Metrics metrics = new Metrics()) {
            AgentRules rules = new AgentRules(
                    GatewayConfig.parse("probe: {silentSeconds: 5}", "test").probe(), 1, metrics);

            assertThat(rules.objectionToSilence(agent, MILLISECONDS.toNanos(silent))
                            .isPresent())
                    .isEqualTo(cut);
        }
    }

    @ParameterizedTest(name = "it introduces itself: {0}")
    @CsvSource({"true", "false"})
    void anAgentThatSpeaksAndNeverIntroducesItselfDoesNotStay(boolean introduced) throws Exception {
        Agent agent = new Agent(new DeafPeer(), "the test", 0);
        if (introduced) {
            agent.greeted("media-1", 1);
        }
        agent.heard(SECONDS.toNanos(9));

        try (Metrics metrics = new Metrics()) {
            AgentRules rules = new AgentRules(
                    GatewayConfig.parse("probe: {silentSeconds: 5}", "test").probe(), 1, metrics);

            assertThat(rules.objectionToSilence(agent, SECONDS.toNanos(10)).orElse(""))
                    .isEqualTo(introduced ? "" : "it did not introduce itself for 5 s");
        }
    }
}
