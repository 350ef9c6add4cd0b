package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.stream.Feedback;
import dev.sightline.gateway.stream.Feedback.Proof;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerdictDeskTest {
    private static final Duration FRESH = Duration.ofSeconds(4);

    private final Metrics metrics = new Metrics();
    private final ToldNegotiations negotiations = new ToldNegotiations();
    private final Judges judges = new Judges(negotiations, "there is no agent");
    private final VerdictDesk desk = new VerdictDesk(judges, new AgentLines(judges::count));
    private final Agent agent = new Agent(new DeafPeer(), "the test", 0);
    private StreamRegistry streams;

    @BeforeEach
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("cameras: {list: [{id: cam}]}", "test");
        streams = new StreamRegistry(
                config,
                new InMemoryMediaServer(),
                new SecretIds(),
                metrics,
                NegotiationListener.deaf(),
                Winners.forgotten());
        desk.handTo(streams);
        agent.greeted("media-1", 1);
        judges.add(agent);
        negotiations.put("cam", new ToldNegotiations.Told(1, Optional.of("{}")));
        judges.tell("cam", "{}");
        desk.judged(
                agent,
                new NegotiationVerdict(
                        "cam",
                        1,
                        new Finding(Verdict.SILENT, Instant.EPOCH, "seen by the test", Optional.empty()),
                        Duration.ZERO,
                        Evidence.none(ReturnPath.unknown()),
                        List.of()),
                0);
    }

    @AfterEach
    void end() {
        streams.close();
        metrics.close();
    }

    private Feedback feedback() {
        return streams.find(new CameraId("cam")).orElseThrow().state().feedback();
    }

    /** The agent that does not repeat it judges the next negotiation. */
    @Test
    void aVerdictThatIsNotRepeatedIsMissedAndTheNextOneIsAwaited() {
        desk.forgetOld(FRESH.toNanos(), FRESH);

        await().until(() -> feedback().finding().reason().contains("has not repeated its verdict for 4 s"));
        assertThat(feedback().proof()).isEqualTo(Proof.MISSED);
    }

    @Test
    void whereNoAgentIsLeftNobodyCanLook() {
        Set<String> less = judges.without(agent, "media-1 is gone");
        desk.without(agent, less, "media-1 is gone", 1);

        await().until(() -> feedback().finding().reason().equals("media-1 is gone"));
        assertThat(feedback().proof()).isEqualTo(Proof.LOST);
    }
}
