package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A stream that ended beside one that is served")
class GivenUpTest {
    private static final Coverage UNPROVEN = Coverage.all().doubting(Optional.of("nothing shows what leaves"));
    private static final long OTHER = 0xa0d1_0000L;

    private Traffic traffic = new Traffic();
    private int sequence;

    private CaptureTimeline capture(Coverage coverage) {
        return capture(coverage, Ipsec.UNKNOWN);
    }

    private CaptureTimeline capture(Coverage coverage, Ipsec ipsec) {
        CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), coverage, ipsec);
        traffic.tap = Optional.of(timeline::seen);
        return timeline;
    }

    private CameraVerdict verdict(CaptureTimeline timeline) {
        List<CameraVerdict> cameras = timeline.finish(traffic.start, traffic.now);
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }

    private void other(String by, int from, int to, long ssrc) {
        traffic.datagram(
                by, Direction.IN, CAMERA, from, SERVER, to, Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, sequence++)));
        traffic.report(CAMERA, from + 1, to + 1, ssrc);
    }

    /** The served stream for a while, and the other one with it. */
    private void both(double seconds) {
        traffic.flow(seconds, () -> {
            traffic.delivered();
            other("eth0", 5_020, 40_010, OTHER);
        });
    }

    private void bothServed(double seconds, String by, int from, int to, long ssrc) {
        traffic.flow(seconds, () -> {
            traffic.delivered();
            other(by, from, to, ssrc);
            traffic.feedback(by, to + 1, CAMERA, from + 1, ssrc, Optional.empty());
        });
    }

    private void served(double seconds) {
        traffic.flow(seconds, traffic::delivered);
    }

    /** From its first to its last packet there is 0.1 s less. What flowed when the capture began is waited for longer. */
    @ParameterizedTest(name = "after {0} s, for {1} s, what leaves is proven {2}: {3}")
    @CsvSource({
        "2, 6.5, false, DELIVERED",
        "2, 6.6, false, UNPROVEN",
        "2, 10,  false, UNPROVEN",
        "2, 6.5, true,  DELIVERED",
        "2, 6.6, true,  SILENT",
        "0, 8.0, false, DELIVERED",
        "0, 8.1, false, UNPROVEN",
        "0, 8.0, true,  DELIVERED",
        "0, 8.1, true,  SILENT",
    })
    void decidesInACaptureWhereItsFeedbackWasDueAndUnseen(
            double after, double lasts, boolean proven, Verdict expected) {
        CaptureTimeline timeline = capture(proven ? Coverage.all() : UNPROVEN);

        served(after);
        both(lasts);
        served(12);

        CameraVerdict camera = verdict(timeline);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(camera.finding().reason()).contains("10.77.0.2:5020", "nothing shows what leaves");
            assertThat(camera.streams())
                    .extracting(StreamVerdict::finding)
                    .extracting(Finding::verdict)
                    .containsExactlyInAnyOrder(Verdict.DELIVERED, Verdict.UNPROVEN);
        }
    }

    @ParameterizedTest(name = "for {0} s: {1}")
    @CsvSource({"6.5, DELIVERED", "6.6, UNPROVEN"})
    void decidesInACaptureWhereItsFeedbackMayHaveLeftEncrypted(double lasts, Verdict expected) {
        CaptureTimeline timeline = capture(Coverage.all(), (from, to, by) -> Optional.of("IPsec comes by eth0"));

        served(2);
        both(lasts);
        served(12);

        assertThat(verdict(timeline).verdict()).isEqualTo(expected);
    }

    /** A served one that flowed before may be in a gap of 7.4 s between two reports: less than that tells nothing. */
    @ParameterizedTest(name = "{0} s after the watch began, for {1} s: {2}")
    @CsvSource({"2, 5.5, DELIVERED", "2, 5.6, SILENT", "0, 7.0, DELIVERED", "0, 7.1, SILENT"})
    void decidesInAWatchWhereItsFeedbackWasDueAndUnseen(double after, double lasts, Verdict expected) {
        traffic = new Traffic(Duration.ZERO, new PortRange(40_000, 40_999));

        served(after);
        both(lasts);
        for (int turn = 0; turn < 24; turn++) {
            served(0.5);
            traffic.judge();
        }

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    @Test
    void doesNotDecideWhereItWasServedToItsEnd() {
        CaptureTimeline timeline = capture(UNPROVEN);

        bothServed(10, "eth0", 5_020, 40_010, OTHER);
        served(12);

        assertThat(verdict(timeline).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** The last feedback counts for as long as plain RTP/AVP may take for the next. */
    @ParameterizedTest(name = "its last {0} s without: {1}")
    @CsvSource({"4.9, DELIVERED", "9, UNPROVEN"})
    void thatWasServedDecidesOnlyWhereItsFeedbackWasMissedBeforeItsEnd(double without, Verdict expected) {
        CaptureTimeline timeline = capture(UNPROVEN);

        bothServed(10, "eth0", 5_020, 40_010, OTHER);
        both(without);
        served(12);

        assertThat(verdict(timeline).verdict()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "from port {0} to {1}, SSRC {2}")
    @CsvSource({"5020, 40010, 0xa0d10000", "5030, 40010, 0x77", "5030, 40020, 0x77"})
    void isForgottenOnceTheCameraBeginsAgain(int from, int to, long ssrc) {
        CaptureTimeline timeline = capture(UNPROVEN);

        served(2);
        both(10);
        served(5);
        bothServed(10, "eth0", from, to, ssrc);

        assertThat(verdict(timeline).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** What is not seen of a stream since it ended says nothing of what it got. */
    @Test
    void doesNotDecideInAWatchThatCapturesItsInterfaceNoLonger() {
        bothServed(10, "eth1", 5_020, 40_010, OTHER);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);

        served(12);
        traffic.coverage = new Coverage(Set.of("eth0"), /* loopback= */ true, /* everything= */ false);

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.streams())
                .extracting(StreamVerdict::finding)
                .extracting(Finding::verdict)
                .containsExactlyInAnyOrder(Verdict.DELIVERED, Verdict.UNPROVEN);
    }
}
