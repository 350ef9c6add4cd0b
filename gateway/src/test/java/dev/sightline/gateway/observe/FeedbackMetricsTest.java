package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sightline.gateway.InMemoryMediaServer;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.stream.NegotiationListener;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.gateway.stream.SecretIds;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.Winners;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus reads of the way back, out of real streams. */
class FeedbackMetricsTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 14739);
    private static final InetSocketAddress CAMERA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5007);

    private final Metrics metrics = new Metrics();
    private final InMemoryMediaServer server = new InMemoryMediaServer();
    private StreamRegistry streams;
    private Stream stream;

    @BeforeEach
    void start() throws Exception {
        GatewayConfig config = GatewayConfig.parse("""
                cameras: {keepaliveSeconds: 60, list: [{id: cam}]}
                returnPath: {patience: {trappedSeconds: 0.5}}
                """, "test");
        streams = new StreamRegistry(
                config, server, new SecretIds(), metrics, NegotiationListener.deaf(), Winners.forgotten());
        stream = streams.find(new CameraId("cam")).orElseThrow();
        offer();
    }

    @AfterEach
    void stop() {
        streams.close();
        metrics.close();
    }

    private void offer() {
        OfferedMedia media =
                new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)).withPort(5006), Optional.empty());
        stream.cameraSide().offer(media, InetAddress.getLoopbackAddress()).block(Duration.ofSeconds(5));
    }

    private void verdict(Verdict verdict, long reports) {
        List<RtcpFlow> out = reports == 0
                ? List.of()
                : List.of(new RtcpFlow(
                        "cam0",
                        List.of(),
                        SERVER,
                        CAMERA,
                        RtcpFlow.Meaning.DELIVERED,
                        reports,
                        new TreeMap<>(Map.of("RR", reports, "invented\u0000", 1L)),
                        Instant.EPOCH.plusMillis(300),
                        Instant.EPOCH.plusSeconds(2)));
        Evidence evidence = new Evidence(
                10,
                List.of("cam0"),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH.plusSeconds(2)),
                List.of(),
                out,
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.unknown());
        stream.verdict(new NegotiationVerdict(
                "cam",
                stream.state().negotiation(),
                new Finding(verdict, Instant.EPOCH, "by the test", Optional.empty()),
                Duration.ZERO,
                evidence,
                List.of()));
    }

    private void shows(String... lines) {
        await().untilAsserted(() -> assertThat(metrics.scrape()).contains(lines));
    }

    @Test
    void aCameraHasOneVerdictAndNoneWithoutASession() {
        shows("sightline_rtcp_verdict{camera=\"cam\",verdict=\"unproven\"} 1.0");

        verdict(Verdict.DELIVERED, 3);
        shows("sightline_rtcp_verdict{camera=\"cam\",verdict=\"delivered\"} 1.0");
        assertThat(metrics.scrape()).doesNotContain("verdict=\"unproven\"} 1.0");

        stream.cameraSide().end(stream.state().session().orElseThrow().id());
        await().untilAsserted(() -> assertThat(metrics.scrape()).doesNotContain("sightline_rtcp_verdict{"));
    }

    @Test
    void theTimeToTheFirstFeedbackIsTakenOnceANegotiation() {
        verdict(Verdict.DELIVERED, 3);
        verdict(Verdict.DELIVERED, 5);

        shows("sightline_rtcp_first_feedback_seconds_count 1", "sightline_rtcp_first_feedback_seconds_sum 0.3");
    }

    @Test
    void eachStepOfHealingIsCounted() {
        verdict(Verdict.TRAPPED, 0);
        shows("sightline_healing_steps_total{from=\"camera-address\",step=\"tried\",to=\"comedia\"} 1.0");

        offer();
        verdict(Verdict.DELIVERED, 3);

        shows("sightline_healing_steps_total{from=\"comedia\",step=\"healed\",to=\"none\"} 1.0");
    }
}
