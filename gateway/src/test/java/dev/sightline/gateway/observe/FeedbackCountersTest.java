package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeedbackCountersTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 14739);
    private static final InetSocketAddress CAMERA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5007);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FeedbackCounters counters = new FeedbackCounters(registry);
    private final Agent one = agent();
    private final Agent other = agent();
    private Duration now = Duration.ofDays(-1);

    private static Agent agent() {
        return new Agent(
                new AgentPeer() {
                    @Override
                    public void send(List<String> lines) {}

                    @Override
                    public void cut(String why) {}
                },
                "the test",
                0);
    }

    private void says(Agent agent, long negotiation, int began, long reports) {
        RtcpFlow flow = new RtcpFlow(
                "cam0",
                List.of(),
                SERVER,
                CAMERA,
                RtcpFlow.Meaning.DELIVERED,
                reports,
                new TreeMap<>(Map.of("RR", reports, "invented\u0000", 1L)),
                Instant.EPOCH.plusSeconds(began),
                Instant.EPOCH.plusSeconds(began + 2));
        Evidence evidence = new Evidence(
                10,
                List.of("cam0"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(flow),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.unknown());
        NegotiationVerdict verdict = new NegotiationVerdict(
                "cam",
                negotiation,
                new Finding(Verdict.DELIVERED, Instant.EPOCH, "by the test", Optional.empty()),
                Duration.ZERO,
                evidence,
                List.of());
        counters.count(agent, "cam", FeedbackCounters.sums(verdict), now.toNanos());
    }

    private double counted(String type) {
        return registry.get("sightline.rtcp.feedback.packets")
                .tags("camera", "cam", "type", type)
                .counter()
                .count();
    }

    @Test
    void whatASumGrowsByIsCountedByType() {
        says(one, 1, 0, 3);
        says(one, 1, 0, 5);

        assertThat(counted("RR")).isEqualTo(5);
        assertThat(counted("OTHER")).isEqualTo(1);
    }

    @Test
    void whatTwoAgentsSeeIsCountedOnce() {
        for (int reports = 1; reports <= 10; reports++) {
            says(one, 1, 0, reports);
            says(other, 1, 0, reports);
        }

        assertThat(counted("RR")).isEqualTo(10);
    }

    @Test
    void anotherGoesOnWhereTheOneThatCountedIsGone() {
        says(one, 1, 0, 8);
        says(other, 1, 0, 8);
        counters.forget(one);
        says(other, 1, 0, 10);

        assertThat(counted("RR")).isEqualTo(10);
    }

    @Test
    void anotherGoesOnWhereTheOneThatCountedSeesTheCameraNoMore() {
        says(one, 1, 0, 8);
        says(other, 1, 0, 8);
        for (int reports = 9; reports <= 20; reports++) {
            now = now.plusSeconds(1);
            says(one, 1, 0, 8);
            says(other, 1, 0, reports);
        }

        assertThat(counted("RR")).isBetween(18.0, 20.0);
    }

    @Test
    void aNegotiationOnTheSamePortsCountsNothingAgain() {
        says(one, 1, 0, 8);
        says(one, 2, 0, 10);

        assertThat(counted("RR")).isEqualTo(10);
    }

    @Test
    void aCaptureThatBeginsAnewIsCountedInWhole() {
        says(one, 1, 0, 8);
        says(one, 1, 20, 10);

        assertThat(counted("RR")).isEqualTo(18);
    }

    @Test
    void aCameraThatIsKnownNoLongerLeavesNoCounterAndIsCountedAnewWhenItComesAgain() {
        says(one, 1, 0, 5);

        counters.forgetCounters("cam");
        assertThat(registry.getMeters()).isEmpty();

        says(one, 2, 100, 2);
        assertThat(counted("RR")).isEqualTo(2);
    }
}
