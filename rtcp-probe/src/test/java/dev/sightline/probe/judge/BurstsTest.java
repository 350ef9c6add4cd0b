package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of a camera that sends in bursts")
class BurstsTest {
    private static final PortRange PORTS = new PortRange(40_000, 40_999);

    private final Traffic traffic = new Traffic();

    private static void nothing() {}

    /** Each is 2.9 s from its first packet to its last. */
    private void burst() {
        traffic.flow(3, BurstsTest::nothing);
    }

    private void pause(double seconds) {
        traffic.pass(Duration.ofMillis((long) (1_000 * seconds)));
    }

    /** At 50 packets a second the pauses between short ones change the usual gap but little: each is told from the others. */
    private void dense(double seconds) {
        for (Instant end = traffic.now.plusMillis((long) (1_000 * seconds)); traffic.now.isBefore(end); ) {
            traffic.rtp(Traffic.CAMERA, 5_006, 40_000);
            pause(0.02);
        }
    }

    @Test
    void thatGetsNoFeedbackTheBurstsProveTogetherWhatNoneDoesAlone() {
        burst();
        pause(4);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
        Instant second = traffic.now;
        burst();
        assertThat(traffic.judge().finding().reason())
                .contains("for 3.0 s (with the bursts before 5.9 s without any), no RTCP for it yet")
                .contains("nothing before 6.5 s");
        traffic.now = second.plusMillis(3_599);
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);

        traffic.now = second.plusMillis(3_600);
        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).containsExactly(Cause.NEVER_LEARNT);
        assertThat(camera.finding().since()).isEqualTo(traffic.start);
        assertThat(camera.finding().reason())
                .contains("no RTCP leaves for it")
                .endsWith("its RTP comes in bursts, and in the last 10.6 s it flowed for 6.5 s without any");
        assertThat(camera.history()).as("of the pause between").isEmpty();
    }

    @Test
    void thatGetsNoFeedbackTheVerdictStaysInThePausesAndWithTheNextBurst() {
        for (int burst = 0; burst < 20; burst++) {
            for (int tick = 0; tick < 14; tick++) {
                if (tick < 6) {
                    traffic.flow(0.5, BurstsTest::nothing);
                } else {
                    pause(0.5);
                }
                if (burst > 1) {
                    Finding found = traffic.judge().finding();
                    assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.SILENT);
                    assertThat(found.causes().contains(Cause.CAMERA_STOPPED)).isEqualTo(tick > 10);
                    assertThat(found.since()).isEqualTo(traffic.start);
                } else if (tick > 3) {
                    traffic.judge();
                }
            }
        }
    }

    @Test
    void aPauseCountsOnlyAsFarAsAPacketMayBeLate() {
        traffic.flow(2.5, BurstsTest::nothing);
        pause(4);
        traffic.flow(2.5, BurstsTest::nothing);
        pause(2.4);

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void nothingIsSaidOfBurstsInTheFirst() {
        burst();
        assertThat(traffic.judge().finding().reason()).contains("seen for 3.0 s, no RTCP");
    }

    @Test
    void nothingIsSaidOfBurstsOnceOneOfThemProvesItAlone() {
        burst();
        pause(4);
        Instant second = traffic.now;
        traffic.flow(10, BurstsTest::nothing);

        Finding found = traffic.judge().finding();
        assertThat(found.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found.since()).isEqualTo(second);
        assertThat(found.reason()).doesNotContain("bursts");
    }

    /** Three intervals, and no less than 8 s nor more than 30. Each burst is 1 s from its first packet to its last. */
    @ParameterizedTest(name = "every {0} s: after {1} bursts of a second")
    @CsvSource({"0.5, 8", "5, 15", "20, 30"})
    void whatWasServedIsMissedAsLateAsWithoutBursts(double every, int silent) {
        for (int tenth = 0; tenth <= 600; tenth++) {
            traffic.rtp(Traffic.CAMERA, 5_006, 40_000);
            if (tenth % (int) (10 * every) == 0) {
                traffic.emptyFeedback();
            }
            pause(0.1);
        }
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
        for (int burst = 1; burst < silent; burst++) {
            pause(8);
            traffic.flow(1.1, BurstsTest::nothing);
            Finding found = traffic.judge().finding();
            assertThat(found.verdict()).as(found.reason()).isNotEqualTo(Verdict.SILENT);
        }
        pause(8);
        traffic.flow(1.1, BurstsTest::nothing);

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.FEEDBACK_STOPPED);
    }

    @Test
    void feedbackBeforeAPauseOfMoreThanAMinuteIsThatOfAnotherStream() {
        traffic.flow(60, BurstsTest::nothing);
        for (int i = 0; i < 4; i++) {
            traffic.emptyFeedback();
            traffic.flow(10, BurstsTest::nothing);
        }
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
        pause(61);
        burst();
        pause(4);
        burst();
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
        pause(4);
        traffic.flow(1, BurstsTest::nothing);

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.NEVER_LEARNT);
    }

    @Test
    void whatWasSilentIsWaitedForAnewWhereCapturedPacketsWereLost() {
        traffic.flow(10, BurstsTest::nothing);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        traffic.verdicts.lost("eth0", 1, traffic.now);
        traffic.flow(1, BurstsTest::nothing);
        pause(12);
        burst();

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
    }

    /** By a port of which nothing tells whose it is, or by that of another camera. */
    @ParameterizedTest(name = "from port {0}")
    @CsvSource({"61000", "40033"})
    void whatMayBeItsFeedbackIsNotForgottenInThePauses(int from) {
        negotiated(1);
        int[] sequence = {0};
        for (int burst = 0; burst < 4; burst++) {
            traffic.flow(3, () -> {
                byte[] others = TestPackets.rtp(0x77, sequence[0]++);
                traffic.datagram(
                        "eth0",
                        Direction.IN,
                        "10.77.0.3",
                        6_000,
                        Traffic.SERVER,
                        40_032,
                        Unpooled.wrappedBuffer(others));
                traffic.feedback("eth0", from, Traffic.CAMERA, 5_007);
            });
            Finding found = traffic.judgeNegotiated("gate").finding();
            assertThat(found.causes())
                    .as(found.reason())
                    .containsExactly(burst < 2 ? Cause.TOO_EARLY : Cause.PORT_IN_DOUBT);
            pause(4);
        }
    }

    @ParameterizedTest(name = "{0} s each")
    @ValueSource(doubles = {0.3, 0.4, 0.5, 1})
    void thatGetsNoFeedbackItIsSilentHoweverShortTheyAreAndStaysSo(double each) {
        Set<Verdict> beforeItIs = EnumSet.noneOf(Verdict.class);
        Set<Verdict> sinceItIs = EnumSet.noneOf(Verdict.class);
        for (int burst = 0; burst < 60; burst++) {
            dense(each);
            for (int half = 0; half < 10; half++) {
                Verdict found = traffic.judge().verdict();
                (found == Verdict.SILENT || !sinceItIs.isEmpty() ? sinceItIs : beforeItIs).add(found);
                pause(0.5);
            }
        }

        assertThat(beforeItIs).contains(Verdict.UNPROVEN);
        assertThat(sinceItIs).containsExactly(Verdict.SILENT);
        assertThat(traffic.judge().finding().since()).isEqualTo(traffic.start);
    }

    @Test
    void whatWasSilentStaysSoInHoweverManyBursts() {
        dense(10);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
        for (int burst = 0; burst < 40; burst++) {
            pause(5);
            assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
            dense(0.3);
            assertThat(traffic.judge().verdict()).as("burst " + burst).isEqualTo(Verdict.SILENT);
        }

        traffic.delivered();
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void shortOnesCountSinceTheLastFeedback() {
        for (int burst = 0; burst < 30; burst++) {
            dense(0.5);
            traffic.judgeAll();
            pause(5);
        }
        dense(0.1);
        traffic.delivered();
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
        Instant served = traffic.now;
        dense(0.4);
        pause(20);
        for (int burst = 1; burst < 20; burst++) {
            dense(0.3);
            assertThat(traffic.judge().finding().causes()).as("burst " + burst).containsExactly(Cause.TOO_EARLY);
            pause(5);
        }
        for (int burst = 20; burst < 40; burst++) {
            dense(0.3);
            traffic.judge();
            pause(5);
        }
        dense(0.3);

        Finding found = traffic.judge().finding();
        assertThat(found.causes()).containsExactly(Cause.FEEDBACK_STOPPED);
        assertThat(found.since()).isEqualTo(served);
    }

    @ParameterizedTest(name = "{0} ms: the third burst is {1}")
    @CsvSource({"4000, SILENT", "60000, SILENT", "60100, UNPROVEN", "3600000, UNPROVEN"})
    void itIsWaitedForAnewAfterAPauseOfMoreThanAMinute(long millis, Verdict expected) {
        burst();
        pause(4);
        burst();
        traffic.pass(Duration.ofMillis(millis - 100));
        burst();

        assertThat(traffic.judge().verdict()).isEqualTo(expected);
    }

    @Test
    void itIsWaitedForAnewWhereAnotherSourceBegins() {
        for (int burst = 0; burst < 6; burst++) {
            traffic.rtpSource++;
            burst();
            assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
            pause(4);
        }
    }

    @Test
    void itIsWaitedForAnewWhereCapturedPacketsWereLost() {
        burst();
        pause(4);
        burst();
        traffic.verdicts.lost("eth0", 1, traffic.now);
        pause(12);
        burst();

        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);

        pause(4);
        burst();
        pause(0.8);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "that began with the capture: {0} ms into its second burst {1}")
    @CsvSource({"4599, UNPROVEN", "4600, SILENT"})
    void theFirstFeedbackMayBeInALongGap(long into, Verdict expected) {
        Traffic fromTheFirst = new Traffic(Duration.ofMillis(500), PORTS);
        fromTheFirst.flow(3.5, BurstsTest::nothing).pass(Duration.ofSeconds(4));
        Instant second = fromTheFirst.now;
        fromTheFirst.flow(4.5, BurstsTest::nothing);
        fromTheFirst.now = second.plusMillis(into);

        assertThat(fromTheFirst.judge().verdict()).isEqualTo(expected);
    }

    /** At the pace of RTP/AVP, of AVPF, or once after each burst; the camera may pause for as long as it likes. */
    @ParameterizedTest(name = "every {0} s, bursts of {1} s and pauses of {2} s")
    @CsvSource({
        "7.4, 2, 4",
        "7.4, 6, 4",
        "5, 5, 4",
        "5, 2, 55",
        "2.5, 1, 30",
        "0.5, 6, 4",
        "7.4, 1, 3.5",
        "7.4, 3, 300",
    })
    void thatIsServedItIsNeverSilent(double every, double burst, double pause) {
        Set<Verdict> found = EnumSet.noneOf(Verdict.class);
        int feedback = (int) (10 * every);
        int rtp = (int) (10 * burst);
        int period = (int) (10 * (burst + pause));
        for (int tenth = 0; tenth < 10 * period; tenth++) {
            if (tenth % period < rtp) {
                traffic.flow(0.1, BurstsTest::nothing);
            } else {
                pause(0.1);
            }
            if (tenth % feedback == feedback / 2) {
                traffic.emptyFeedback();
            }
            if (tenth > 20 && tenth % 5 == 0) {
                traffic.judgeAll().forEach(camera -> found.add(camera.verdict()));
            }
        }

        assertThat(found).contains(Verdict.DELIVERED).doesNotContain(Verdict.SILENT);
    }

    @Test
    void feedbackThatComesInAPauseIsCountedFrom() {
        burst();
        pause(2);
        traffic.delivered();
        pause(18);
        for (int burst = 0; burst < 2; burst++) {
            burst();
            assertThat(traffic.judge().finding().causes()).containsExactly(Cause.TOO_EARLY);
            pause(4);
        }
        burst();
        assertThat(traffic.judge().verdict()).as("8.8 s after it").isEqualTo(Verdict.SILENT);
        assertThat(traffic.judge().finding().causes()).containsExactly(Cause.FEEDBACK_STOPPED);
        assertThat(traffic.judge().finding().reason()).contains("was delivered", "in bursts");
    }

    @Test
    void feedbackForAnotherHostIsSilenceTooAfterAWhile() {
        for (int burst = 0; burst < 3; burst++) {
            traffic.flow(3, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));
            pause(4);
        }
        traffic.flow(1, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).containsExactly(Cause.WRONG_HOST);
    }

    /** The gateway's patience, which begins with the verdict, is over by then. */
    @Test
    void whatWasNegotiatedIsSilentSinceItsFirstBurst() {
        negotiated(1);
        burst();
        pause(4);
        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.NO_MEDIA);
        traffic.flow(1, BurstsTest::nothing);
        assertThat(traffic.judgeNegotiated("gate").finding().causes()).containsExactly(Cause.TOO_EARLY);
        traffic.flow(3, BurstsTest::nothing);

        NegotiationVerdict gate = traffic.judgeNegotiated("gate");
        assertThat(gate.finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(gate.age()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void whatCameBeforeItNegotiatedDoesNotCount() {
        burst();
        pause(4);
        traffic.flow(2, BurstsTest::nothing);
        negotiated(1);
        traffic.flow(1, BurstsTest::nothing);
        pause(4);
        traffic.flow(4, BurstsTest::nothing);

        assertThat(traffic.judgeNegotiated("gate").finding().causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void rtcpFromAnotherPortIsNotForgottenWithAPause() {
        negotiated(1);
        for (int burst = 0; burst < 4; burst++) {
            traffic.flow(3, () -> traffic.feedback("eth0", 40_003, Traffic.CAMERA, 5_007));
            Finding found = traffic.judgeNegotiated("gate").finding();
            assertThat(found.causes())
                    .as(found.reason())
                    .containsExactly(burst < 2 ? Cause.TOO_EARLY : Cause.PORT_IN_DOUBT);
            pause(4);
        }
    }

    private void negotiated(long number) {
        traffic.verdicts.judgeNegotiated(traffic.now, Coverage.all(), traffic.host());
        traffic.verdicts.negotiated(
                new Negotiation("gate", number, Optional.empty(), NegotiatedTest.OFFER, NegotiatedTest.ANSWER));
    }

    @Test
    void aCaptureShowsTheSame() {
        CaptureTimeline timeline = new CaptureTimeline(PORTS, List.of(), Coverage.all());
        traffic.tap = Optional.of(timeline::seen);
        for (int burst = 0; burst < 4; burst++) {
            burst();
            pause(4);
        }

        assertThat(timeline.finish(traffic.start.minusSeconds(5), traffic.now))
                .singleElement()
                .satisfies(camera -> {
                    assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
                    assertThat(camera.finding().causes()).contains(Cause.NEVER_LEARNT);
                    assertThat(camera.finding().reason()).contains("comes in bursts");
                });
    }
}
