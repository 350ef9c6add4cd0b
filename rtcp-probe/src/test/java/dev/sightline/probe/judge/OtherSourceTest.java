package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static dev.sightline.probe.judge.Traffic.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RTCP from another address than the camera sends to")
class OtherSourceTest {
    private static final String SECOND = "10.77.0.11";

    private final Traffic traffic = new Traffic();
    private int sequence;

    /** The camera sends to {@code sentTo}, and RTCP leaves from {@code from}. */
    private void flow(String sentTo, String... from) {
        flow(100, sentTo, from);
    }

    private void flow(int packets, String sentTo, String... from) {
        for (int i = 0; i < packets; i++) {
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    CAMERA,
                    5_006,
                    sentTo,
                    40_000,
                    Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++)));
            if (i % 5 == 0) {
                for (String source : from) {
                    traffic.datagram("eth0", Direction.OUT, source, 40_001, CAMERA, 5_007, feedback());
                }
            }
            traffic.pass(Duration.ofMillis(100));
        }
    }

    private ByteBuf feedback() {
        ByteBuf compound = Unpooled.buffer();
        RtcpCompound.write(
                compound,
                List.of(
                        new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, sequence, 0, 0, 0))),
                        SourceDescription.ofCname(1, "server"),
                        new Remb(1, 1_000_000, List.of(Traffic.SSRC))));
        return compound;
    }

    /** The camera has sent to the server's first address before, and RTCP goes on from there. */
    @ParameterizedTest(name = "with a hop limit of {0}: {1}")
    @CsvSource({"63, UNPROVEN", "64, DELIVERED"})
    void goesOnForACameraThatSendsToAnotherAddressNow(int hopLimit, Verdict expected) {
        traffic.hopLimit = hopLimit;
        flow(SERVER, SERVER);
        flow(SECOND, SERVER);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
        assertThat(found().causes()).containsExactly(Cause.OTHER_SOURCE);
        assertThat(found().reason()).contains("but from " + SERVER + ", and the camera sends its RTP to " + SECOND);
    }

    @Test
    void isMissedWhereItEndedWhenTheCameraSentToAnotherAddress() {
        flow(SERVER, SERVER);
        flow(SECOND);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isMissedWhereOnlyAnotherCameraWithTheSameSourceGetsIt() {
        flow(SERVER, SERVER);
        for (int i = 0; i < 100; i++) {
            for (String camera : List.of(CAMERA, "10.77.0.3")) {
                traffic.datagram(
                        "eth0",
                        Direction.IN,
                        camera,
                        5_006,
                        camera.equals(CAMERA) ? SECOND : SERVER,
                        40_000,
                        Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++)));
            }
            traffic.datagram("eth0", Direction.OUT, SERVER, 40_001, "10.77.0.3", 5_007, feedback());
            traffic.pass(Duration.ofMillis(100));
        }

        assertThat(traffic.judgeAll())
                .extracting(verdict -> verdict.camera().getHostAddress(), CameraVerdict::verdict)
                .containsExactlyInAnyOrder(tuple(CAMERA, Verdict.SILENT), tuple("10.77.0.3", Verdict.DELIVERED));
    }

    @Test
    void isOfTheFormerStreamWhileThatFlows() {
        flow(SERVER, SERVER);
        for (int i = 0; i < 10; i++) {
            flow(5, SERVER, SERVER);
            flow(5, SECOND);
        }

        assertThat(found().verdict()).as(found().reason()).isNotEqualTo(Verdict.DELIVERED);
    }

    /** An endpoint that the camera has left may go on to send reports, which hold nothing. */
    @ParameterizedTest(name = "after the camera sent elsewhere it is named for {0} s")
    @ValueSource(ints = {0, 1})
    void isInDoubtWhereItGoesOnAndDoesNotNameTheSource(int named) {
        flow(SERVER, SERVER);
        flow(10 * named, SECOND, SERVER);
        for (int i = 0; i < 20; i++) {
            traffic.emptyFeedback();
            flow(10, SECOND);
        }

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.OTHER_SOURCE);
        assertThat(found().reason()).contains("from " + SERVER + ", to which the camera sent before");
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    @ParameterizedTest(name = "with a hop limit of {0}: {1}")
    @CsvSource({"63, UNPROVEN", "64, DELIVERED"})
    void isInDoubtWhereARouterIsOnTheWay(int hopLimit, Verdict expected) {
        traffic.hopLimit = hopLimit;
        flow(SECOND, SERVER);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
        assertThat(found().causes()).contains(Cause.OTHER_SOURCE);
        assertThat(found().reason()).contains("but from " + SERVER + ", and the camera sends its RTP to " + SECOND);
        assertThat(found().cure().orElse("")).contains("let the media server send from " + SECOND);
    }

    @Test
    void isNoMatterWhereItLeavesFromTheRightOneToo() {
        traffic.hopLimit = 63;
        flow(SECOND, SERVER, SECOND);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).doesNotContain(Cause.OTHER_SOURCE);
    }

    @Test
    void isInDoubtWhereWhatLeavesFromTheRightOneHoldsNoFeedbackAnyMore() {
        traffic.hopLimit = 63;
        flow(SECOND, SECOND);
        for (int i = 0; i < 20; i++) {
            flow(10, SECOND, SERVER);
            ByteBuf described = Unpooled.buffer();
            RtcpCompound.write(described, List.of(SourceDescription.ofCname(1, "server")));
            traffic.datagram("eth0", Direction.OUT, SECOND, 40_001, CAMERA, 5_007, described);
        }

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found().causes()).containsExactly(Cause.OTHER_SOURCE);
    }

    @Test
    void isRightWhereTheCameraSendsToAGroup() {
        traffic.hopLimit = 63;
        flow("239.1.2.3", SERVER);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).doesNotContain(Cause.OTHER_SOURCE);
    }

    /** The camera reports from 5007 to {@code reported}, and RTCP comes from {@code from}. */
    private void flow(int to, int reported, int... from) {
        traffic.flow(10, () -> {
            traffic.report(CAMERA, to, reported, "camera");
            for (int port : from) {
                traffic.feedback("eth0", port, CAMERA, to);
            }
        });
    }

    @ParameterizedTest(name = "a hop limit of {0}, reports from {1} to {2}, RTCP from {3}: {4}")
    @CsvSource({
        "63, 5007, 40001, 40000, UNPROVEN",
        "63, 5006, 40000, 40001, UNPROVEN",
        "63, 7777, 40001, 40033, UNPROVEN",
        "63, 5007, 40033, 40001, UNPROVEN",
        "64, 5007, 40001, 40000, DELIVERED",
    })
    void isInDoubtFromAnotherPortToo(int hopLimit, int to, int reported, int from, Verdict expected) {
        traffic.hopLimit = hopLimit;
        flow(to, reported, from);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
        assertThat(found().causes()).containsExactly(Cause.OTHER_SOURCE);
        assertThat(found().reason())
                .contains("but from port " + from + ", and what the camera sends from there goes to port " + reported);
        assertThat(found().cure().orElse("")).contains("from port " + reported);
    }

    @ParameterizedTest(name = "reports from {0} to {1}, RTCP from {2}")
    @CsvSource({"5007, 40001, 40001", "5006, 40000, 40000", "5006, 40001, 40000", "5006, 40001, 40001"})
    void isRightFromThePortToWhichItsSocketSends(int to, int reported, int from) {
        traffic.hopLimit = 63;
        flow(to, reported, from);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().causes()).isEmpty();
    }

    @Test
    void isRightFromEitherPortWhereTheCameraReportsToBoth() {
        traffic.hopLimit = 63;
        traffic.report(CAMERA, 5_007, 40_000, "camera");
        flow(5_007, 40_001, 40_000);

        assertThat(found().causes()).as(found().reason()).isEmpty();
        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** What is sent of another stream opens the way for this one's. */
    @Test
    void isRightFromAPortToWhichItsSocketSendsReportsOfAnotherSource() {
        traffic.hopLimit = 63;
        traffic.report(CAMERA, 5_007, 40_000, 0x51L);
        flow(5_007, 40_001, 40_000);

        assertThat(found().causes()).as(found().reason()).isEmpty();
        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isNoMatterWhereItLeavesFromTheRightPortToo() {
        traffic.hopLimit = 63;
        flow(5_007, 40_001, 40_000, 40_001);

        assertThat(found().causes()).as(found().reason()).isEmpty();
        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest(name = "from port {0}")
    @ValueSource(ints = {40_000, 40_001})
    void isBelievedWhereTheSocketThatGetsItSendsNothing(int from) {
        traffic.hopLimit = 63;
        traffic.flow(10, () -> traffic.feedback("eth0", from, CAMERA, 5_007));

        assertThat(found().causes()).as(found().reason()).isEmpty();
        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** Also media of another stream opens the way for RTCP of this one. */
    @ParameterizedTest(name = "the socket that gets it sends RTP there, too, {0}: {1}")
    @CsvSource({"true, DELIVERED", "false, UNPROVEN"})
    void isRightFromAPortToWhichItsSocketSendsMediaOfAnotherStream(boolean sends, Verdict expected) {
        traffic.hopLimit = 63;
        traffic.flow(10, () -> {
            traffic.report(CAMERA, 5_007, 40_001, "camera");
            traffic.feedback("eth0", 40_000, CAMERA, 5_007);
            if (sends) {
                traffic.rtp(CAMERA, 5_007, 40_000);
            }
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
    }

    /** Then it is the address that is another, whatever the port. */
    @Test
    void isFromAnotherAddressWhereTheSocketThatGetsItSendsReportsElsewhere() {
        traffic.hopLimit = 63;
        for (int i = 0; i < 20; i++) {
            traffic.datagram("eth0", Direction.IN, CAMERA, 5_007, SECOND, 40_001, feedback());
            flow(SECOND, SERVER);
        }

        assertThat(found().causes()).contains(Cause.OTHER_SOURCE);
        assertThat(found().reason()).contains("but from " + SERVER + ", and the camera sends its RTP to " + SECOND);
    }
}
