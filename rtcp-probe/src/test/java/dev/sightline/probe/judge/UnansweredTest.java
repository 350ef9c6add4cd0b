package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What was delivered once, in a whole capture of a camera whose bursts are waited for one by one")
class UnansweredTest {
    private static final String OTHER = "10.77.0.9";

    private final Traffic traffic = new Traffic();
    private final CaptureTimeline timeline = new CaptureTimeline(new PortRange(1, 65_535), List.of(), Coverage.all());
    private int port = 5_006;

    /** What is other with each burst. */
    private enum Habit {
        SOURCE,
        PORT,
        LONG_PAUSE
    }

    @BeforeEach
    void captureIt() {
        traffic.tap = Optional.of(timeline::seen);
    }

    /** From its first to its last packet there is 0.1 s less. */
    private void burst(double seconds, boolean served) {
        traffic.flow(seconds, port, () -> {
            if (served) {
                answer(port);
            }
        });
    }

    private void answer(int port) {
        traffic.feedback("eth0", 40_001, CAMERA, port + 1, traffic.rtpSource, Optional.empty());
    }

    private void pause(Habit habit) {
        switch (habit) {
            case SOURCE -> traffic.rtpSource++;
            case PORT -> port += 10;
            case LONG_PAUSE -> traffic.pass(Duration.ofSeconds(61));
        }
        traffic.pass(Duration.ofSeconds(4));
    }

    private CameraVerdict verdict() {
        List<CameraVerdict> cameras = timeline.finish(traffic.start, traffic.now);
        assertThat(cameras).hasSize(1);
        return cameras.get(0);
    }

    @ParameterizedTest(name = "another {0} with each burst, {1} of them: {2}")
    @CsvSource({
        "SOURCE, 2, DELIVERED", "SOURCE, 3, UNPROVEN", "SOURCE, 40, UNPROVEN",
        "PORT, 2, DELIVERED", "PORT, 3, UNPROVEN", "PORT, 40, UNPROVEN",
        "LONG_PAUSE, 2, DELIVERED", "LONG_PAUSE, 3, UNPROVEN", "LONG_PAUSE, 40, UNPROVEN",
    })
    void doesNotHoldOnceItIsMissingForAsLongAsIsTooLongInOneStream(Habit habit, int unanswered, Verdict expected) {
        burst(3, true);
        for (int i = 0; i < unanswered; i++) {
            pause(habit);
            burst(3, false);
        }

        CameraVerdict camera = verdict();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.UNPROVEN) {
            assertThat(camera.finding().causes()).containsExactly(Cause.TOO_EARLY);
            assertThat(camera.finding().reason()).contains("in parts, each too short to tell");
            assertThat(camera.history()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED);
        }
    }

    @ParameterizedTest
    @EnumSource(Habit.class)
    void doesNotHoldAgainWhenTheLastBurstIsOverAndOthersGoOn(Habit habit) {
        burst(3, true);
        for (int i = 0; i < 4; i++) {
            pause(habit);
            burst(3, false);
        }
        for (int i = 0; i < 8; i++) {
            traffic.pass(Duration.ofSeconds(1));
            traffic.report(OTHER, 5_007, 40_001, 7);
        }

        assertThat(timeline.finish(traffic.start, traffic.now))
                .filteredOn(camera -> camera.camera().getHostAddress().equals(CAMERA))
                .extracting(CameraVerdict::verdict)
                .containsExactly(Verdict.UNPROVEN);
    }

    /** As of a media server that goes on to describe itself. */
    @Test
    void doesNotHoldThoughWhatIsNoFeedbackGoesOn() {
        burst(3, true);
        for (int i = 0; i < 4; i++) {
            for (int second = 0; second < 65; second++) {
                traffic.pass(Duration.ofSeconds(1));
                traffic.sends(SourceDescription.ofCname(1, "server"));
            }
            burst(3, false);
        }

        assertThat(verdict().verdict()).as(verdict().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest
    @EnumSource(Habit.class)
    void doesNotHoldHoweverShortAndManyTheBurstsAre(Habit habit) {
        burst(3, true);
        for (int i = 0; i < 60; i++) {
            pause(habit);
            burst(0.5, false);
        }

        assertThat(verdict().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @ParameterizedTest(name = "{0} s after {1} s: {2}")
    @CsvSource({"2.2, 5.9, DELIVERED", "2.3, 5.9, UNPROVEN"})
    void doesNotHoldOnceEightSecondsAreMissing(double last, double first, Verdict expected) {
        burst(3, true);
        pause(Habit.SOURCE);
        burst(first, false);
        pause(Habit.SOURCE);
        burst(last, false);

        assertThat(verdict().verdict()).isEqualTo(expected);
    }

    @Test
    void doesNotHoldOnceEightSecondsAreMissingSinceFeedbackInAPause() {
        burst(3, true);
        traffic.pass(Duration.ofSeconds(3));
        answer(port);
        for (int i = 0; i < 3; i++) {
            pause(Habit.PORT);
            burst(3, false);
        }

        assertThat(verdict().finding().reason()).endsWith("for at least 8.7 s together since feedback was seen last");
    }

    @ParameterizedTest
    @CsvSource({"SOURCE", "PORT"})
    void holdsWhereFeedbackComesInThePauses(Habit habit) {
        burst(3, true);
        for (int i = 0; i < 10; i++) {
            pause(habit);
            burst(3, false);
            traffic.pass(Duration.ofSeconds(2));
            answer(port);
        }

        assertThat(verdict().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    /** As of a camera that comes back to its first port. */
    @ParameterizedTest(name = "{0} s from the other: {1}")
    @CsvSource({"5.1, DELIVERED", "5.3, UNPROVEN"})
    void doesNotHoldOnceEightSecondsAreMissingFromTwoPortsByTurns(double other, Verdict expected) {
        burst(3, true);
        traffic.pass(Duration.ofSeconds(7));
        traffic.flow(other, 5_016, () -> {});
        traffic.pass(Duration.ofSeconds(4));
        burst(3, false);

        assertThat(verdict().verdict()).as(verdict().finding().reason()).isEqualTo(expected);
    }

    @Test
    void doesNotHoldThoughTheLastPacketsFromOnePortComeWithTheFirstFromTheOther() {
        burst(3, true);
        traffic.pass(Duration.ofSeconds(7));
        traffic.flow(5.3, 5_016, () -> {});
        traffic.flow(0.3, port, () -> traffic.rtp(CAMERA, 5_016, 40_000));
        burst(2.9, false);

        assertThat(verdict().verdict()).as(verdict().finding().reason()).isEqualTo(Verdict.UNPROVEN);
    }

    /** As where others' RTP is flooded while a switch learns. */
    @Test
    void holdsWhereWhatIsMissingWasForAnotherHost() {
        burst(3, true);
        traffic.pass(Duration.ofSeconds(7));
        traffic.isForAnother = true;
        for (int packet = 0; packet < 60; packet++) {
            traffic.datagram(
                    "eth0",
                    Direction.IN,
                    CAMERA,
                    5_016,
                    "10.77.0.50",
                    40_002,
                    Unpooled.wrappedBuffer(TestPackets.rtp(7, packet)));
            traffic.pass(Duration.ofMillis(100));
        }
        traffic.isForAnother = false;
        traffic.pass(Duration.ofSeconds(4));
        burst(3, false);

        assertThat(verdict().streams())
                .extracting(stream -> stream.finding().verdict())
                .containsExactly(Verdict.DELIVERED);
    }

    @Test
    void isToldForHowLongItIsMissingSinceFeedbackBetweenItsBursts() {
        traffic.flow(4.5, port, () -> {});
        traffic.pass(Duration.ofSeconds(5));
        port = 5_016;
        burst(50, true);
        traffic.pass(Duration.ofSeconds(10));
        port = 5_006;
        burst(4.5, false);
        traffic.pass(Duration.ofSeconds(65));
        burst(4.5, false);

        assertThat(verdict().finding().reason()).endsWith("for at least 8.8 s together since feedback was seen last");
    }

    @Test
    void holdsWhereWhatIsMissingFromTwoPortsIsMissingAtTheSameTime() {
        burst(3, true);
        traffic.pass(Duration.ofSeconds(7));
        traffic.flow(5, 5_016, () -> traffic.rtp(CAMERA, 5_026, 40_002));

        assertThat(verdict().verdict()).as(verdict().finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void doesNotHoldByWhatGoesOnToAPortThatWasLeft() {
        burst(3, true);
        for (int i = 0; i < 10; i++) {
            pause(Habit.PORT);
            traffic.flow(3, port, () -> answer(5_006));
        }

        assertThat(verdict().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void holdsAgainWhenFeedbackComesAgain() {
        burst(3, true);
        for (int i = 0; i < 5; i++) {
            pause(Habit.PORT);
            burst(3, false);
        }
        pause(Habit.PORT);
        burst(3, true);
        pause(Habit.PORT);
        burst(3, false);

        CameraVerdict camera = verdict();
        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void holdsWhereFeedbackForAnEarlierBurstComesWithTheNext() {
        burst(3, true);
        for (int i = 0; i < 10; i++) {
            int before = port;
            pause(Habit.PORT);
            traffic.flow(0.1, port, () -> answer(before));
            burst(2.9, false);
        }

        assertThat(verdict().verdict()).isEqualTo(Verdict.DELIVERED);
    }
}
