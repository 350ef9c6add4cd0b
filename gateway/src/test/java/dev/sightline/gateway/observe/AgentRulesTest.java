package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.GatewayConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRulesTest {
    @ParameterizedTest(name = "agents may be silent for {0} s: {1} s")
    @CsvSource({"3, 3", "5, 5", "60, 5"})
    void aVerdictThatIsNotRepeatedHoldsFiveSecondsAtMost(int silent, int fresh) throws Exception {
        GatewayConfig config = GatewayConfig.parse("probe: {silentSeconds: " + silent + "}", "test");

        try (Metrics metrics = new Metrics()) {
            assertThat(new AgentRules(config.probe(), 1, metrics).fresh()).hasSeconds(fresh);
        }
    }
}
