package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTCP by another port of the media server than RTP's or the next")
class OtherPortsTest {
    private static final int OTHER_PORT = 40_033;

    private final Traffic traffic = new Traffic();

    private Finding found() {
        return traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host()).stream()
                .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .findFirst()
                .orElseThrow()
                .finding();
    }

    private void about(long ssrc, String on, int from, String host, int to) {
        traffic.feedback(on, from, host, to, ssrc, Optional.of(1_000_000L));
    }

    @ParameterizedTest(name = "the camera''s {0} on {1} for {2}:{3}: {4} {5}")
    @CsvSource({
        "5007, eth0, 10.77.0.2, 5007, DELIVERED, ",
        "7777, eth0, 10.77.0.2, 7777, DELIVERED, ",
        "5006, eth0, 10.77.0.2, 5006, DELIVERED, ",
        "5007, lo,   127.0.0.1, 10,   TRAPPED,   LOOPED_BACK",
        "5007, eth1, 10.77.0.2, 5007, UNPROVEN,  ASYMMETRIC_ROUTE",
        "5007, eth0, 10.77.0.9, 5007, SILENT,    WRONG_HOST",
        "5007, eth0, 10.77.0.2, 6123, SILENT,    WRONG_PORT",
    })
    void isItsFeedbackWhereTheCameraReportsThereAlone(
            int reports, String on, String host, int to, Verdict expected, Cause cause) {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, reports, OTHER_PORT, "camera");
            traffic.feedback(on, OTHER_PORT, host, to);
        });

        Finding found = found();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
        assertThat(found.causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
        assertThat(traffic.judge().evidence().rtcpIn())
                .singleElement()
                .satisfies(flow -> assertThat(flow.destination().getPort()).isEqualTo(OTHER_PORT));
    }

    @ParameterizedTest(name = "the camera reports from {0}")
    @CsvSource({"5007", "7777", "5006"})
    void isItsFeedbackWhereItGoesToTheSocketFromWhichTheCameraReports(int reports) {
        traffic.hopLimit = 64;
        traffic.flow(12, () -> {
            traffic.report(CAMERA, reports, 40_001, "camera");
            traffic.feedback("eth0", OTHER_PORT, CAMERA, reports);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(traffic.judge().evidence().rtcpOut())
                .extracting(RtcpFlow::meaning)
                .containsExactly(Meaning.DELIVERED);
    }

    @Test
    void isMissedWhereItStops() {
        traffic.flow(6, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            traffic.feedback("eth0", OTHER_PORT, CAMERA, 5_007);
        });
        traffic.flow(12, () -> traffic.report(CAMERA, 5_007, 40_001, "camera"));

        assertThat(found().causes()).containsExactly(Cause.FEEDBACK_STOPPED);
    }

    @ParameterizedTest(name = "reports from port {3} to the usual one {0} and to the other {1}, from port {2}")
    @CsvSource({
        "false, false, 40033, 5007",
        "true, true, 40033, 5007",
        "true, false, 45000, 5007",
        "true, false, 45000, 40507"
    })
    void isInDoubtWhereTheSocketsDoNotTellWhoseItIs(boolean usual, boolean other, int from, int to) {
        traffic.flow(12, to - 1, () -> {
            if (usual) {
                traffic.report(CAMERA, to, 40_001, "camera");
            }
            if (other) {
                traffic.report(CAMERA, to, from, "camera");
            }
            traffic.feedback("eth0", from, CAMERA, to);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.PORT_IN_DOUBT);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "of another source,  0x51,       5007, SILENT",
        "for another port,   0xcafef00d, 6123, SILENT",
    })
    void isNotItsFeedback(String what, long ssrc, int to, Verdict expected) {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            about(ssrc, "eth0", OTHER_PORT, CAMERA, to);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
    }

    /** A program on this host that tells another one of the camera. */
    @Test
    void isNotTrappedWhereTheCameraReportsToAnother() {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            traffic.feedback("lo", OTHER_PORT, "127.0.0.1", 5_007);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    /** Its RTP, in the camera's name or its own, makes the media server speak of that source from another endpoint. */
    @ParameterizedTest(name = "a stranger at {0}, with the camera''s reports forged {1}")
    @CsvSource({"10.77.0.9, true", "10.77.0.9, false", "10.77.0.2, true", "10.77.0.2, false"})
    void isNotFeedbackForItsOwnStreamWhereAStrangerHasItsSource(String stranger, boolean forged) {
        int[] sequence = {0};
        traffic.flow(12, () -> {
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    stranger,
                    7_776,
                    SERVER,
                    OTHER_PORT - 1,
                    Unpooled.wrappedBuffer(TestPackets.rtp(SSRC, sequence[0]++)));
            traffic.report(CAMERA, 5_007, forged ? OTHER_PORT : 40_001, "camera");
            traffic.feedback("eth0", OTHER_PORT, CAMERA, 5_007);
        });

        assertThat(traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host()).stream()
                        .filter(camera -> camera.camera().getHostAddress().equals(CAMERA))
                        .flatMap(camera -> camera.streams().stream())
                        .filter(stream -> stream.destination().getPort() == 40_000))
                .singleElement()
                .satisfies(stream -> assertThat(stream.finding().verdict()).isNotEqualTo(Verdict.DELIVERED));
    }

    @ParameterizedTest(name = "a report of source {1} from {0}")
    @CsvSource({"10.77.0.9, 0xcafef00d", "10.77.0.2, 0x51"})
    void isNotMadeOneByReportsOfStrangers(String stranger, long ssrc) {
        traffic.flow(12, () -> {
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    stranger,
                    6_123,
                    SERVER,
                    OTHER_PORT,
                    Unpooled.wrappedBuffer(TestPackets.senderReport(ssrc)));
            about(SSRC, "eth0", OTHER_PORT, stranger, 6_123);
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    /** What a host behind a bridge sends the camera says nothing of this media server. */
    @Test
    void isNotTakenFromAnotherHostWhoseRtcpOnlyPassesByThePortOfRtcp() {
        traffic.flow(12, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            traffic.datagram(
                    "eth0",
                    Direction.UNKNOWN,
                    "10.77.0.5",
                    40_001,
                    CAMERA,
                    5_007,
                    Unpooled.wrappedBuffer(TestPackets.feedback(SSRC)));
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }
}
