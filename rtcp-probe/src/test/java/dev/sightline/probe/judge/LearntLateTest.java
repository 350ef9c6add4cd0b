package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.rtp.SourceDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Feedback that begins some time after the RTP")
class LearntLateTest {
    /** RTP comes with the watch's beginning, and may have come before. */
    private final Traffic amid = new Traffic(Duration.ofMillis(200), new PortRange(40_000, 40_999));

    private final Traffic whole = new Traffic();

    @ParameterizedTest(name = "after {0} s: {1}")
    @CsvSource({"1.2, ", "3.1, ", "5.1, LEARNT_LATE"})
    void isLateAfterLongerThanAFirstReportMayTake(double after, Cause cause) {
        whole.flow(after, () -> {}).flow(1, whole::delivered);

        Finding found = whole.judge().finding();
        assertThat(found.causes()).isEqualTo(cause == null ? List.of() : List.of(cause));
        assertThat(found.reason()).contains("the first " + after + " s after its RTP was first seen");
    }

    @ParameterizedTest(name = "the next report {0} s after the beginning, other RTCP goes on: {1}")
    @CsvSource({"3.1, false", "4.8, false", "4.8, true"})
    void isNotKnownToBeLateWhereTheWatchBeginsAmidAStream(double next, boolean others) {
        Runnable between = () -> {
            if (others) {
                amid.sends(SourceDescription.ofCname(1, "server"));
            }
        };
        amid.flow(next, between);
        for (int report = 0; report < 3; report++) {
            amid.delivered();
            amid.flow(5, between);
        }

        assertThat(amid.judge().finding()).satisfies(LearntLateTest::isPlain);
    }

    @Test
    void isNotKnownToBeLateByTheFirstReportAlone() {
        amid.flow(4.8, () -> {}).delivered();

        assertThat(amid.judge().finding()).satisfies(LearntLateTest::isPlain);
    }

    /** Of two packets in three seconds the first is seen late. */
    @Test
    void isNotKnownToBeLateWhereASlowStreamMayHaveFlowedBefore() {
        Traffic slow = new Traffic(Duration.ofMillis(1_400), new PortRange(40_000, 40_999));
        for (int packet = 0; packet < 12; packet++) {
            slow.rtp(Traffic.CAMERA, 5_006, 40_000);
            if (packet > 2 && packet % 3 == 0) {
                slow.delivered();
            }
            slow.pass(Duration.ofMillis(1_500));
        }

        assertThat(slow.judge().finding()).satisfies(LearntLateTest::isPlain);
    }

    /** As once an agent has started anew, and is told at a later time what was negotiated before. */
    @Test
    void isNotKnownToBeLateWhereTheNegotiationIsToldAmidAStream() {
        amid.flow(1.5, () -> {});
        String offer = NegotiatedTest.OFFER.replace("5006", "9") + "a=direction:active\n";
        String answer = NegotiatedTest.ANSWER + "a=direction:passive\n";
        amid.verdicts.negotiated(new Negotiation("gate", 1, Optional.empty(), offer, answer));
        amid.flow(3.3, () -> {});
        for (int report = 0; report < 3; report++) {
            amid.delivered();
            amid.flow(5, () -> {});
        }

        assertThat(amid.judgeNegotiated("gate").finding()).satisfies(LearntLateTest::isPlain);
    }

    private static void isPlain(Finding found) {
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).isEmpty();
        assertThat(found.reason()).doesNotContain("the first");
    }

    @Test
    void isLateWhereNoneCameForManyOfItsIntervals() {
        amid.flow(5.1, () -> {});
        for (int report = 0; report < 4; report++) {
            amid.delivered();
            amid.flow(0.5, () -> {});
        }

        Finding found = amid.judge().finding();
        assertThat(found.causes()).as(found.reason()).containsExactly(Cause.LEARNT_LATE);
        assertThat(found.reason()).contains("the first 5.1 s after its RTP was first seen");
    }

    /** Reports alone may follow each other fast at first, and slowly before anybody watched. */
    @Test
    void isNotKnownToBeLateByReportsWithoutEstimates() {
        amid.flow(5.1, () -> {});
        for (int report = 0; report < 4; report++) {
            amid.feedback("eth0", 40_001, Traffic.CAMERA, 5_007, Traffic.SSRC, Optional.empty());
            amid.flow(0.5, () -> {});
        }

        Finding found = amid.judge().finding();
        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.DELIVERED);
        assertThat(found.causes()).doesNotContain(Cause.LEARNT_LATE);
    }
}
