package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a camera reads at its RTCP port. */
class RtcpReporterTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MediaEngine engine =
            MediaEngine.start(EngineConfig.onLoopback().withLoops(1));
    private final RtpEndpoint endpoint = engine.createPipeline().createRtpEndpoint();
    private final TestCamera camera = TestCamera.onLoopback();

    @AfterEach
    void close() {
        camera.close();
        engine.close();
    }

    @Test
    void aKeyframeRequestReportsWithoutAnEstimate() {
        int port = negotiate();
        for (int i = 0; i < 5; i++) {
            camera.sendDelta(port);
        }
        next(compound -> !blocks(compound).isEmpty());
        endpoint.camera().requestKeyframe();

        List<RtcpPacket> request = next(compound -> compound.stream().anyMatch(Pli.class::isInstance));
        assertThat(request).hasExactlyElementsOfTypes(ReceiverReport.class, SourceDescription.class, Pli.class);
        assertThat(((ReceiverReport) request.get(0)).reports()).hasSize(1);
    }

    @Test
    void aSourceThatSaidGoodbyeIsReportedNoMore() {
        int port = negotiate();
        camera.sendDelta(port);
        camera.sendDelta(port);
        next(compound -> !blocks(compound).isEmpty());
        camera.sendRtcp(
                port + 1,
                List.of(
                        new ReceiverReport(TestCamera.SSRC, List.of()),
                        new Bye(List.of(TestCamera.SSRC), Optional.empty())));

        List<RtcpPacket> after = next(compound -> blocks(compound).isEmpty());
        assertThat(after).noneMatch(Remb.class::isInstance);
    }

    @Test
    void aSenderReportThatCameBeforeItsSourceIsNotForgotten() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        endpoint.events(event -> {
            if (event instanceof EndpointEvent.MediaStateChanged) {
                read.countDown();
            }
        });
        int port = negotiate();
        long ntp = NtpTime.fromMillis(1_700_000_000_000L);
        camera.sendRtcp(port + 1, List.of(new SenderReport(TestCamera.SSRC, ntp, 9_000, 0, 0, List.of())));
        read.await();
        for (int i = 0; i < 3; i++) {
            camera.sendDelta(port);
        }

        List<RtcpPacket> report = next(compound -> !blocks(compound).isEmpty());
        assertThat(blocks(report)).allMatch(block -> block.lastSr() == NtpTime.middle32(ntp));
    }

    @Test
    void anOfferThatFoundNoPortsDoesNotSilenceTheNextOne() {
        try (MediaEngine narrow =
                MediaEngine.start(EngineConfig.onLoopback().withLoops(1).withMediaPorts(21_410, 21_411))) {
            MediaPipeline pipeline = narrow.createPipeline();
            RtpEndpoint first = pipeline.createRtpEndpoint();
            RtpEndpoint second = pipeline.createRtpEndpoint();
            String offer = camera.offer("a=rtcp-fb:103 nack pli");
            first.processOffer(offer).join();
            assertThatThrownBy(() -> second.processOffer(offer).join()).hasCauseInstanceOf(EngineException.class);
            first.release().join();
            int port = TestCamera.port(second.processOffer(offer).join(), "video");
            camera.sendDelta(port);
            camera.sendDelta(port);
            next(compound -> true);
            second.camera().requestKeyframe();

            assertThat(next(compound -> compound.stream().anyMatch(Pli.class::isInstance)))
                    .isNotEmpty();
        }
    }

    private int negotiate() {
        String offer = camera.offer("a=rtcp-fb:103 goog-remb", "a=rtcp-fb:103 nack pli");
        return TestCamera.port(endpoint.processOffer(offer).join(), "video");
    }

    private List<RtcpPacket> next(Predicate<List<RtcpPacket>> wanted) {
        for (int i = 0; i < 40; i++) {
            List<RtcpPacket> compound = camera.receiveRtcp(SOON).orElseThrow();
            if (wanted.test(compound)) {
                return compound;
            }
        }
        throw new AssertionError("no such compound among 40");
    }

    private static List<dev.sightline.rtp.ReportBlock> blocks(List<RtcpPacket> compound) {
        return ((ReceiverReport) compound.get(0)).reports();
    }
}
