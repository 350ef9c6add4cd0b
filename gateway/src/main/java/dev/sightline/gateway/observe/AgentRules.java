package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.ProbeConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Why an agent may not stay; each reason is counted. */
final class AgentRules {
    /** Until its cameras are UNPROVEN; an agent promises to repeat each verdict every other second. */
    private static final Duration MOST = Duration.ofSeconds(5);

    /** Verdicts are not looked at all the time. */
    private static final Duration FRESH = MOST.minus(RtcpWatch.ROUND).minus(RtcpWatch.TICK);

    private final ProbeConfig config;
    private final Allowance allowance;
    private final Metrics metrics;

    AgentRules(ProbeConfig config, int maxCameras, Metrics metrics) {
        this.config = config;
        this.allowance = Allowance.of(maxCameras);
        this.metrics = metrics;
    }

    /** @param count how many there are already */
    Optional<String> objectionToAnother(int count) {
        if (count < config.maxAgents()) {
            return Optional.empty();
        }
        metrics.refused("probe", "agents");
        return Optional.of("there are " + config.maxAgents() + " agents already; see probe.maxAgents");
    }

    /** A line came from it. */
    Optional<String> objectionToLine(Agent agent, int octets, long now) {
        if (!agent.floods(now, octets, allowance)) {
            return Optional.empty();
        }
        metrics.refused("probe", "flood");
        return Optional.of("it floods the gateway: more than " + allowance.messages() + " messages or "
                + allowance.octets() + " octets in a second");
    }

    Optional<String> objectionToSilence(Agent agent, long now) {
        long nanos = config.silent().minus(RtcpWatch.TICK).toNanos(); // when it is looked at next it would be too late
        if (agent.isSilent(now, nanos)) {
            return Optional.of("it said nothing for " + seconds(config.silent()) + " s");
        }
        if (agent.isStranger(now, nanos)) {
            metrics.refused("probe", "no hello");
            return Optional.of("it did not introduce itself for " + seconds(config.silent()) + " s");
        }
        return Optional.empty();
    }

    /** How long a verdict counts that is not repeated. */
    Duration fresh() {
        return config.silent().compareTo(FRESH) < 0 ? config.silent() : FRESH;
    }

    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
