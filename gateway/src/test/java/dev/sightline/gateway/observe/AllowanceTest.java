package dev.sightline.gateway.observe;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {
    private static final int CAMERAS = 200;
    private static final Instant BEGUN = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final String SERVER = "10.77.0.1";
    private static final String CAMERA = "10.77.0.2";

    private final Allowance allowance = Allowance.of(CAMERAS);
    private final Agent agent = new Agent(new DeafPeer(), "the test", 0);

    /** A switch fails and comes back: all cameras change together, and again, just after all were told as they were. */
    @Test
    void anAgentMayTellAllCamerasAndThatTheyChangedAndChangedBackInOneSecond() {
        int served = line(Verdict.DELIVERED);
        int stopped = line(Verdict.NO_MEDIA, Cause.CAMERA_STOPPED);

        assertThat(tell(served, 0)).isFalse();
        assertThat(tell(stopped, 500)).isFalse();
        assertThat(tell(served, 999)).isFalse();
    }

    @ParameterizedTest(name = "{0} lines of {1} octets: {2}")
    @CsvSource({"900, 100, false", "901, 100, true", "232, 60000, false", "240, 60000, true"})
    void anAgentMaySayNoMoreInOneSecond(int lines, int octets, boolean floods) {
        assertThat(says(lines, octets, 0)).isEqualTo(floods);
    }

    @ParameterizedTest(name = "{0} lines after {1} s: {2}")
    @CsvSource({"900, 1, false", "901, 1, true", "4500, 5, false", "4501, 5, true", "4501, 3600, true"})
    void whatAnAgentSaidWhileTheGatewayStoodStillIsReadAtOnce(int lines, int seconds, boolean floods) {
        assertThat(tell(100, 0)).isFalse();

        assertThat(says(lines, 100, 1_000L * seconds)).isEqualTo(floods);
    }

    /** A line for each camera, and whether that is too much. */
    private boolean tell(int octets, long millis) {
        return says(CAMERAS, octets, millis);
    }

    private boolean says(int lines, int octets, long millis) {
        return IntStream.range(0, lines)
                        .filter(line -> agent.floods(MILLISECONDS.toNanos(millis), octets, allowance))
                        .count()
                > 0;
    }

    /** How many octets an agent needs to tell the verdict on a camera with audio and video, each with as many REMBs as are kept. */
    private static int line(Verdict verdict, Cause... causes) {
        Finding finding = new Finding(
                verdict,
                BEGUN,
                List.of(causes),
                "120 RTCP datagrams (REMB 120, RR 120, SDES 120) left by eth0 for 10.77.0.2:5007",
                Optional.of("look whether the camera has power and its link is up"));
        List<StreamVerdict> streams = List.of(stream(0, finding), stream(2, finding));
        NegotiationVerdict judged = new NegotiationVerdict(
                "camera-at-the-gate",
                4_711,
                finding,
                Duration.ofSeconds(64),
                evidence(List.of(flow(0), flow(2)), List.of(report(0), report(2))),
                streams);
        return new AgentCodec().write(new FromAgent.Judged(judged)).getBytes(StandardCharsets.UTF_8).length;
    }

    private static StreamVerdict stream(int section, Finding finding) {
        return new StreamVerdict(
                new InetSocketAddress(CAMERA, 5_006 + section),
                new InetSocketAddress(SERVER, 40_000 + section),
                0xcafe_f00dL,
                Optional.of("camera"),
                finding,
                evidence(List.of(flow(section)), List.of(report(section))));
    }

    private static Evidence evidence(List<RtcpFlow> out, List<RtcpFlow> in) {
        Route route = new Route(
                "eth0",
                Optional.empty(),
                Optional.of(new InetSocketAddress(SERVER, 0).getAddress()),
                Route.Kind.UNICAST,
                "main",
                Optional.empty());
        return new Evidence(
                64_000,
                List.of("eth0"),
                Optional.of(BEGUN),
                Optional.of(BEGUN.plusSeconds(64)),
                in,
                out,
                IntStream.range(0, Evidence.MAX_REMB)
                        .mapToObj(second -> new RembValue(BEGUN.plusSeconds(second), 2_345_678L + second))
                        .toList(),
                Optional.empty(),
                List.of(),
                ReturnPath.of(Optional.of(route)));
    }

    private static RtcpFlow flow(int section) {
        return flow(SERVER, 40_001 + section, CAMERA, 5_007 + section, Meaning.DELIVERED, "REMB", "RR", "SDES");
    }

    private static RtcpFlow report(int section) {
        return flow(CAMERA, 5_007 + section, SERVER, 40_001 + section, Meaning.FROM_CAMERA, "SR", "SDES");
    }

    private static RtcpFlow flow(String from, int fromPort, String to, int toPort, Meaning meaning, String... types) {
        TreeMap<String, Long> counted = new TreeMap<>();
        List.of(types).forEach(type -> counted.put(type, 120L));
        return new RtcpFlow(
                "eth0",
                List.of(),
                new InetSocketAddress(from, fromPort),
                new InetSocketAddress(to, toPort),
                meaning,
                120,
                counted,
                BEGUN,
                BEGUN.plusSeconds(64));
    }
}
