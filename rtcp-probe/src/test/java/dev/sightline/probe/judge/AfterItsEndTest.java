package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("In a capture that goes on after a camera's last RTP, as before")
class AfterItsEndTest {
    private static final String OTHER = "10.77.0.9";

    private final Traffic traffic = new Traffic();
    private final CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());

    @BeforeEach
    void captureIt() {
        traffic.tap = Optional.of(timeline::seen);
    }

    private void others(int seconds) {
        for (int i = 0; i < seconds; i++) {
            traffic.pass(Duration.ofSeconds(1));
            traffic.report(OTHER, 5_007, 40_001, 7);
        }
    }

    private CameraVerdict verdictAfter(int seconds) {
        others(seconds);
        return timeline.finish(traffic.start, traffic.now).stream()
                .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow();
    }

    private void served(double seconds, int port, Runnable with) {
        traffic.flow(seconds, port, () -> {
            traffic.feedback("eth0", 40_001, CAMERA, port + 1, traffic.rtpSource, Optional.empty());
            with.run();
        });
    }

    private static void nothing() {}

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void oneThatGotNothingBeganAnewAndIsServedIsDelivered(int after) {
        traffic.flow(12, 5_006, AfterItsEndTest::nothing);
        traffic.pass(Duration.ofSeconds(5));
        traffic.rtpSource++;
        served(10, 5_106, AfterItsEndTest::nothing);

        assertThat(verdictAfter(after).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "{0}, {1} s of something else after it")
    @CsvSource({
        "REMB_MISSING, 0", "REMB_MISSING, 6", "REMB_MISSING, 30",
        "REMB_AT_FLOOR, 0", "REMB_AT_FLOOR, 6", "REMB_AT_FLOOR, 30",
        "LEARNT_LATE, 0", "LEARNT_LATE, 6", "LEARNT_LATE, 30",
    })
    void whatIsRemarkedOnIsStillSaid(Cause remark, int after) {
        others(2);
        if (remark == Cause.LEARNT_LATE) {
            traffic.flow(5.5, AfterItsEndTest::nothing);
        }
        Optional<Long> bitrate = remark == Cause.REMB_MISSING
                ? Optional.empty()
                : Optional.of(remark == Cause.REMB_AT_FLOOR ? 30_000L : 1_000_000L);
        traffic.flow(12, () -> traffic.feedback("eth0", 40_001, CAMERA, 5_007, traffic.rtpSource, bitrate));

        CameraVerdict camera = verdictAfter(after);
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes()).containsExactly(remark);
    }

    /** Ten packets come in a second, so that the next one is overdue after less than half of it. */
    @ParameterizedTest(name = "{0} s after its last RTP, {1} times")
    @CsvSource({"0.6, 1", "0.6, 20", "1.0, 20", "1.5, 1", "1.5, 20", "5.0, 20"})
    void feedbackThatBeganToLeaveThenIsNone(double seconds, int times) {
        others(2);
        traffic.flow(10, AfterItsEndTest::nothing);

        CameraVerdict camera = servedAfterItsEnd(seconds, times);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().reason()).contains("RTCP left for it from " + seconds + " s after its last RTP on");
        assertThat(camera.evidence().rtcpOut()).as("it is told all the same").hasSize(1);
    }

    @Test
    void feedbackThatBeganToLeaveThenIsToldWhereItIsNotProvenThatItWasMissing() {
        CaptureTimeline unproven = new CaptureTimeline(
                new PortRange(1, 65_535), List.of(), new Coverage(Set.of("eth0"), /* loopback= */ false, true));
        traffic.tap = Optional.of(unproven::seen);
        others(2);
        traffic.flow(10, AfterItsEndTest::nothing);
        traffic.pass(Duration.ofMillis(1_400));
        for (int i = 0; i < 20; i++) {
            traffic.feedback("eth0", 40_001, CAMERA, 5_007, traffic.rtpSource, Optional.of(1_000_000L));
            traffic.pass(Duration.ofMillis(500));
        }

        CameraVerdict camera = unproven.finish(traffic.start, traffic.now).stream()
                .filter(one -> one.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().reason()).contains("RTCP left for it from 1.5 s after its last RTP on");
    }

    /** What is large may be anything: that it holds a report is what shows that the RTP arrives. */
    @Test
    void aLargeDatagramsReportShowsThatTheRtpArrives() {
        others(2);
        traffic.flow(12, () -> {
            ByteBuf large = Unpooled.buffer();
            RtcpCompound.write(
                    large,
                    List.of(
                            new Nack(
                                    1,
                                    traffic.rtpSource,
                                    IntStream.range(0, 500)
                                            .map(number -> 20 * number)
                                            .boxed()
                                            .toList()),
                            new ReceiverReport(1, List.of(new ReportBlock(traffic.rtpSource, 0, 0, 0, 0, 0, 0)))));
            traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_001, CAMERA, 5_007, large);
        });

        CameraVerdict camera = verdictAfter(0);
        assertThat(camera.finding().causes()).contains(Cause.REMB_MISSING);
        assertThat(camera.finding().reason()).doesNotContain("does not reach the media server");
        assertThat(camera.evidence().sample())
                .hasValueSatisfying(sample -> assertThat(sample.packets())
                        .anyMatch(packet -> packet.startsWith("RR from"))
                        .contains("1 more of this large datagram, not kept"));
    }

    @ParameterizedTest(name = "{0} s after its last RTP, other RTCP goes on: {1}")
    @CsvSource({"0.6, false", "0.6, true", "1.5, false", "1.5, true"})
    void feedbackThatWentOnThenIsNone(double seconds, boolean others) {
        served(10, 5_006, AfterItsEndTest::nothing);
        traffic.flow(10, () -> {
            if (others) {
                traffic.sends(SourceDescription.ofCname(1, "server"));
            }
        });

        CameraVerdict camera = servedAfterItsEnd(seconds, 20);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).contains(Cause.FEEDBACK_STOPPED);
    }

    @Test
    void oneReportThenIsNoneThoughOtherRtcpWentOnAllTheTime() {
        for (int millis = 0; millis <= 30_000; millis += 20) {
            traffic.now = traffic.start.plusMillis(millis);
            traffic.rtp(CAMERA, 5_006, 40_000);
            if (millis % 1_000 == 0 && millis <= 10_000) {
                traffic.delivered();
            } else if (millis % 1_000 == 0) {
                traffic.sends(SourceDescription.ofCname(1, "server"));
            }
        }
        traffic.pass(Duration.ofMillis(300));
        traffic.delivered();
        traffic.pass(Duration.ofMillis(700));
        traffic.sends(SourceDescription.ofCname(1, "server"));

        CameraVerdict camera = verdictAfter(30);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.SILENT);
    }

    private void refuses(int port, Optional<Long> quoted) {
        timeline.seen(new IcmpError(
                traffic.now,
                "eth0",
                Direction.IN,
                IcmpError.Kind.PORT_UNREACHABLE,
                new InetSocketAddress(CAMERA, 0).getAddress(),
                new InetSocketAddress(Traffic.SERVER, 40_001),
                new InetSocketAddress(CAMERA, port),
                quoted,
                /* hopLimit= */ 0,
                LinkEnds.UNKNOWN));
    }

    private void isSentAndRefused() {
        traffic.feedback("eth0", 40_001, CAMERA, 5_007, traffic.rtpSource, Optional.empty());
        refuses(5_007, Optional.of(1L));
    }

    /** As of a camera that is switched off: nothing answers then. */
    @ParameterizedTest(name = "by one that reports every {0} s")
    @ValueSource(ints = {1, 3, 5})
    void whatWasRefusedStaysSoThoughThenRtcpGoesUnanswered(int interval) {
        for (int report = 0; report < 20 / interval; report++) {
            isSentAndRefused();
            traffic.flow(interval, AfterItsEndTest::nothing);
        }
        for (int report = 0; report < 3; report++) {
            traffic.feedback("eth0", 40_001, CAMERA, 5_007, traffic.rtpSource, Optional.empty());
            traffic.pass(Duration.ofSeconds(interval));
        }

        CameraVerdict camera = verdictAfter(0);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** Its sockets are closed with its RTP, and what is polled goes on to be answered. */
    @Test
    void aCameraThatStopsAndRefusesWhatIsUnderWayWasServed() {
        served(20, 5_006, AfterItsEndTest::nothing);
        refuses(5_007, Optional.of(1L));
        for (int poll = 0; poll < 20; poll++) {
            traffic.pass(Duration.ofMillis(500));
            refuses(161, Optional.empty());
        }

        CameraVerdict camera = verdictAfter(10);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void aShortBurstWhoseFirstReportsAreRefusedIsNotServed() {
        others(2);
        traffic.flow(1, AfterItsEndTest::nothing);
        for (int report = 0; report < 4; report++) {
            traffic.pass(Duration.ofMillis(600));
            isSentAndRefused();
        }

        CameraVerdict camera = verdictAfter(30);
        assertThat(camera.verdict()).as(camera.finding().reason()).isNotEqualTo(Verdict.DELIVERED);
    }

    @Test
    void aShortBurstIsAnsweredAsSoonAsAnyFirstReport() {
        others(2);
        traffic.flow(2, AfterItsEndTest::nothing);

        assertThat(servedAfterItsEnd(1, 3).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    private CameraVerdict servedAfterItsEnd(double seconds, int times) {
        traffic.pass(Duration.ofMillis((long) (1_000 * seconds) - 100));
        for (int i = 0; i < times; i++) {
            traffic.feedback("eth0", 40_001, CAMERA, 5_007, traffic.rtpSource, Optional.of(1_000_000L));
            traffic.pass(Duration.ofMillis(500));
        }
        return verdictAfter(30);
    }

    @ParameterizedTest(name = "of {0} s without feedback, and {1} s of something else after it: {2}")
    @CsvSource({
        "6.2, 0, UNPROVEN", "6.2, 2, UNPROVEN", "6.2, 30, UNPROVEN",
        "6.8, 0, SILENT", "6.8, 2, SILENT", "6.8, 30, SILENT",
    })
    void timeAfterItsLastRtpIsNoneWithoutFeedback(double seconds, int after, Verdict verdict) {
        others(2);
        traffic.flow(seconds, AfterItsEndTest::nothing);

        assertThat(verdictAfter(after).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "of {0} s since the last feedback, and {1} s of something else after it: {2}")
    @CsvSource({
        "7.5, 0, DELIVERED", "7.5, 2, DELIVERED", "7.5, 30, DELIVERED",
        "8.3, 0, SILENT", "8.3, 2, SILENT", "8.3, 30, SILENT",
    })
    void timeAfterItsLastRtpIsNoneSinceTheLastFeedback(double seconds, int after, Verdict verdict) {
        served(10, 5_006, AfterItsEndTest::nothing);
        traffic.flow(seconds, AfterItsEndTest::nothing);

        CameraVerdict camera = verdictAfter(after);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        if (verdict == Verdict.SILENT) {
            assertThat(camera.finding().reason()).contains("the last left 8.3 s before its last RTP");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void aStreamThatMayBeTheCamerasIsInDoubt(int after) {
        served(12, 5_006, () -> traffic.rtp(CAMERA, 5_010, 40_004));

        assertThat(verdictAfter(after).finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 30})
    void aStreamThatMayBeTheCamerasAndGaveUpIsInDoubt(int after) {
        served(12, 5_006, () -> traffic.rtp(CAMERA, 5_010, 40_004));
        served(12, 5_006, AfterItsEndTest::nothing);

        assertThat(verdictAfter(after).finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);
    }
}
