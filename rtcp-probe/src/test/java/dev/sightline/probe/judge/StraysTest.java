package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static dev.sightline.probe.judge.Traffic.SSRC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTP in a camera's name")
class StraysTest {
    private static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 10.77.0.2
            s=Camera
            c=IN IP4 10.77.0.2
            t=0 0
            m=video 5006 RTP/AVPF 103
            a=rtpmap:103 H264/90000
            a=rtcp-fb:103 goog-remb
            a=sendonly
            """;
    private static final String ANSWER = """
            v=0
            o=- 2 2 IN IP4 10.77.0.1
            s=Kurento Media Server
            c=IN IP4 10.77.0.1
            t=0 0
            m=video 40000 RTP/AVPF 103
            a=recvonly
            a=rtcp:40001
            a=rtpmap:103 H264/90000
            """;

    private final Traffic traffic = new Traffic();
    private int forged;

    private void forge(int from, int to, long ssrc) {
        traffic.datagram(
                "eth0",
                Direction.IN,
                CAMERA,
                from,
                SERVER,
                to,
                Unpooled.wrappedBuffer(TestPackets.rtp(ssrc, forged++)));
    }

    private void negotiate() {
        traffic.verdicts.negotiated(new Negotiation("gate", 1, Optional.empty(), OFFER, ANSWER));
    }

    @ParameterizedTest(name = "to port {0} with source {1}, {2} for each of the camera's")
    @CsvSource({"40000, 0x51, 1", "40000, 0xcafef00d, 5", "40100, 0xcafef00d, 5"})
    void decidesNothingBesideTheStreamThatWasNegotiatedAndIsServed(int to, long ssrc, int packets) {
        negotiate();
        traffic.flow(3, traffic::delivered);
        for (int second = 0; second < 22; second++) {
            traffic.flow(1, () -> {
                traffic.delivered();
                for (int i = 0; i < packets; i++) {
                    forge(7_777, to, ssrc);
                }
                if (to == 40_100) {
                    traffic.nothingListens(CAMERA, 7_777, to);
                }
            });
            CameraVerdict camera = traffic.judge();
            assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.DELIVERED);
            Finding found = traffic.judgeNegotiated("gate").finding();
            assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        }

        CameraVerdict camera = traffic.judge();
        assertThat(camera.finding().reason()).contains("besides, RTP from 10.77.0.2:7777");
        assertThat(camera.streams())
                .extracting(stream -> stream.source().getPort())
                .containsExactlyInAnyOrder(5_006, 7_777);
        if (to == 40_000) {
            List<StreamVerdict> streams = traffic.judgeNegotiated("gate").streams();
            assertThat(streams).hasSize(2);
        }
    }

    @ParameterizedTest(name = "to port {0} with source {1}, {2} for each of the camera's")
    @CsvSource({"40000, 0x51, 5", "40000, 0xcafef00d, 5", "40100, 0xcafef00d, 1", "40100, 0x51, 5"})
    void leavesADoubtWhereNobodyToldWhatIsTheCameras(int to, long ssrc, int packets) {
        traffic.flow(3, traffic::delivered);
        Finding before = traffic.judge().finding();
        assertThat(before.verdict()).isEqualTo(Verdict.DELIVERED);
        List<Verdict> verdicts = new ArrayList<>();
        for (int second = 0; second < 22; second++) {
            traffic.flow(1, () -> {
                traffic.delivered();
                for (int i = 0; i < packets; i++) {
                    forge(7_777, to, ssrc);
                }
            });
            verdicts.add(traffic.judge().verdict());
        }

        assertThat(verdicts.subList(0, 6)).containsOnly(Verdict.DELIVERED);
        assertThat(verdicts.subList(8, 22)).containsOnly(Verdict.UNPROVEN);
        Finding found = traffic.judge().finding();
        assertThat(found.causes()).containsExactly(Cause.STREAM_IN_DOUBT);
        assertThat(found.reason())
                .contains(String.format("SSRC 0x%08x from 10.77.0.2:7777 to 10.77.0.1:%d", ssrc, to))
                .contains("gets no feedback (SILENT)");
        assertThat(found.cure()).hasValueSatisfying(cure -> assertThat(cure).contains("udp port " + to));

        traffic.flow(12, traffic::delivered);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isWaitedForBeforeTheFirstVerdict() {
        traffic.flow(3, () -> {
            traffic.delivered();
            forge(7_777, 40_100, 0x51);
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void isNoDoubtOnceItsFeedbackIsSeen() {
        traffic.flow(12, () -> {
            traffic.delivered();
            forge(7_776, 40_100, 0x51);
        });
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.STREAM_IN_DOUBT);

        traffic.flow(3, () -> {
            traffic.delivered();
            forge(7_776, 40_100, 0x51);
            traffic.feedback("eth0", 40_101, CAMERA, 7_777, 0x51, Optional.empty());
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isToldTogetherWithOthers() {
        traffic.flow(12, () -> {
            traffic.delivered();
            forge(7_776, 40_100, 0x51);
            forge(7_778, 40_102, 0x52);
        });

        assertThat(traffic.judge().finding().reason()).contains("10.77.0.1:40100, and 1 more, gets no feedback");
    }

    @Test
    void takesNothingFromWhatIsKnownOfTheCamera() {
        traffic.flow(12, () -> {
            traffic.feedback("lo", 40_001, "127.0.0.1", 5_007);
            forge(7_776, 40_100, 0x51);
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.TRAPPED);
    }

    @ParameterizedTest(name = "negotiated {0}")
    @ValueSource(booleans = {true, false})
    void decidesNothingWhereTheCameraReportsFromAPortOfItsOwn(boolean negotiated) {
        if (negotiated) {
            negotiate();
        }
        traffic.flow(15, () -> {
            traffic.report(CAMERA, 6_123, 40_001, "camera");
            traffic.feedback("eth0", 40_001, CAMERA, 6_123);
            forge(7_777, 40_000, 0x51);
            forge(7_777, 40_000, 0x51);
        });

        Finding found = negotiated
                ? traffic.judgeNegotiated("gate").finding()
                : traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(negotiated ? Verdict.DELIVERED : Verdict.UNPROVEN);
        assertThat(found.causes()).isEqualTo(negotiated ? List.of() : List.of(Cause.STREAM_IN_DOUBT));
    }

    @ParameterizedTest(name = "negotiated {0}")
    @ValueSource(booleans = {true, false})
    void isTheCamerasOwnWhereItStartedAnew(boolean negotiated) {
        if (negotiated) {
            negotiate();
        }
        traffic.flow(5, traffic::delivered);
        traffic.flow(10, 7_006, traffic::delivered);

        Finding found = negotiated
                ? traffic.judgeNegotiated("gate").finding()
                : traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).contains(Cause.STALE_PORT);
    }

    @Test
    void isAnotherCamerasWhereItIsReportedOn() {
        traffic.flow(12, () -> {
            traffic.delivered();
            forge(7_006, 40_100, SSRC);
            traffic.report(CAMERA, 7_007, 40_101, "another");
        });

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    /** Both report, so that it may be another camera behind the same address. */
    @ParameterizedTest(name = "{0} packets for each two of the served one: {1}")
    @CsvSource({"1, UNPROVEN", "4, SILENT"})
    void isADoubtAtAServedSocketWhereItCameLaterAndSendsLess(int packets, Verdict expected) {
        traffic.flow(1, traffic::delivered);
        traffic.flow(12, () -> {
            traffic.delivered();
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            boolean second = traffic.now.toEpochMilli() % 200 == 0;
            for (int i = 0; i < packets && second; i++) {
                forge(7_006, 40_000, 0x51);
            }
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    CAMERA,
                    7_007,
                    SERVER,
                    40_001,
                    Unpooled.wrappedBuffer(TestPackets.senderReport(0x51)));
        });

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "answered {0}: {1}")
    @CsvSource({"true, DELIVERED, ", "false, SILENT, NO_FEEDBACK"})
    void mayHaveItsRtcpOnPortsThatWereExchanged(boolean answered, Verdict expected, Cause cause) {
        for (int i = 0; i < 100; i++) {
            forge(5_007, 40_011, SSRC);
            traffic.report(CAMERA, 5_006, 40_010, "camera");
            if (answered) {
                traffic.feedback("eth0", 40_010, CAMERA, 5_006);
            }
            traffic.pass(Duration.ofMillis(100));
        }

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
        assertThat(found.causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
        assertThat(found.reason()).contains(answered ? "10.77.0.2:5006" : "10.77.0.1:40010");
        assertThat(found.reason()).doesNotContain("sends no RTCP");
    }

    /** The kernel discards it, whoever sent it: nothing of it is missed. */
    @ParameterizedTest(name = "for another host''s link address {0}: {1}")
    @CsvSource({"false, UNPROVEN", "true, DELIVERED"})
    void isNoDoubtWhereItIsNotForThisHost(boolean forAnother, Verdict expected) {
        traffic.flow(12, () -> {
            traffic.delivered();
            traffic.isForAnother = forAnother;
            forge(7_776, 40_100, 0x51);
            traffic.isForAnother = false;
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(expected);
    }

    /** However many a stranger sends. */
    @Test
    void isToldTogetherWithNoMoreThanSomeOthers() {
        traffic.flow(12, () -> {
            traffic.delivered();
            for (int stream = 0; stream < 40; stream++) {
                forge(6_000 + 2 * stream, 40_100 + 2 * stream, 0x51 + stream);
            }
        });

        assertThat(traffic.judge().finding().reason()).contains(", and 31 more, gets no feedback");
    }

    /** As of a camera's audio, which nobody told. */
    @Test
    void needsNoEstimateWhereAnotherStreamHasOne() {
        traffic.flow(20, () -> {
            traffic.delivered();
            forge(5_016, 40_010, 0x51);
            traffic.feedback("eth0", 40_011, CAMERA, 5_017, 0x51, Optional.empty());
        });

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).isEmpty();
    }
}
