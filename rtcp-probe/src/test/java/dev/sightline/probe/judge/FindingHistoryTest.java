package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The history of verdicts")
class FindingHistoryTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final FindingHistory history = new FindingHistory(START);

    private Finding accept(Verdict verdict, int since, Cause... causes) {
        return history.accept(
                new Finding(verdict, START.plusSeconds(since), List.of(causes), "because", Optional.empty()));
    }

    @Test
    void tellsAVerdictOnceThatGoesOnAfterSomeWaiting() {
        accept(Verdict.DELIVERED, 1);
        accept(Verdict.UNPROVEN, 9, Cause.TOO_EARLY);

        assertThat(accept(Verdict.DELIVERED, 1).since()).isEqualTo(START.plusSeconds(1));
        assertThat(history.earlier()).isEmpty();
    }

    @Test
    void leavesOutADoubtThatLastedNoTime() {
        accept(Verdict.UNPROVEN, 4, Cause.PORT_IN_DOUBT);

        assertThat(accept(Verdict.DELIVERED, 4).since()).isEqualTo(START.plusSeconds(4));
        assertThat(history.earlier()).isEmpty();
    }

    @Test
    void tellsADoubtThatLasted() {
        accept(Verdict.UNPROVEN, 4, Cause.PORT_IN_DOUBT);
        accept(Verdict.DELIVERED, 5);

        assertThat(history.earlier()).extracting(Finding::verdict).containsExactly(Verdict.UNPROVEN);
    }

    @Test
    void tellsTwoThatDidNotHoldAllTheTime() {
        accept(Verdict.DELIVERED, 1);
        accept(Verdict.UNPROVEN, 9, Cause.TOO_EARLY);

        assertThat(accept(Verdict.DELIVERED, 10).since()).isEqualTo(START.plusSeconds(10));
        assertThat(history.earlier()).extracting(Finding::since).containsExactly(START.plusSeconds(1));
    }

    @Test
    void tellsWhatCameBetween() {
        accept(Verdict.DELIVERED, 1);
        accept(Verdict.TRAPPED, 9);
        accept(Verdict.DELIVERED, 1);

        assertThat(history.earlier()).extracting(Finding::verdict).containsExactly(Verdict.DELIVERED, Verdict.TRAPPED);
    }

    @Test
    void tellsNoPauseInWhatIsSilentSinceBefore() {
        accept(Verdict.NO_MEDIA, 9, Cause.CAMERA_STOPPED);
        accept(Verdict.UNPROVEN, 12, Cause.TOO_EARLY);

        assertThat(accept(Verdict.SILENT, 1).since()).isEqualTo(START.plusSeconds(1));
        assertThat(history.earlier()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, {1} since {2} s")
    @CsvSource({
        "CAMERA_STOPPED, DELIVERED, 1",
        "INTERFACE_DOWN, SILENT,    1",
        "CAMERA_STOPPED, SILENT,    9",
        "CAMERA_STOPPED, SILENT,    12",
    })
    void tellsAnyOtherEndOfMedia(Cause end, Verdict next, int since) {
        accept(Verdict.NO_MEDIA, 9, end);
        accept(next, since);

        assertThat(history.earlier()).extracting(Finding::verdict).containsExactly(Verdict.NO_MEDIA);
    }

    @Test
    void tellsWhatWasTheSameBeforeAndAfterSomeWaitingOnceAsEarlier() {
        accept(Verdict.DELIVERED, 1);
        for (int pause = 10; pause < 900; pause += 10) {
            accept(Verdict.NO_MEDIA, pause, Cause.CAMERA_STOPPED);
            accept(Verdict.UNPROVEN, pause + 5, Cause.TOO_EARLY);
        }
        accept(Verdict.DELIVERED, 901);

        assertThat(earlier()).containsExactly("1 DELIVERED", "10 NO_MEDIA");
    }

    @Test
    void tellsOfOtherCausesByThemselves() {
        accept(Verdict.NO_MEDIA, 1);
        accept(Verdict.UNPROVEN, 5, Cause.TOO_EARLY);
        accept(Verdict.NO_MEDIA, 9, Cause.CAMERA_STOPPED);
        accept(Verdict.DELIVERED, 15);

        assertThat(earlier()).containsExactly("1 NO_MEDIA", "9 NO_MEDIA");
    }

    @Test
    void isSilentSinceTheLastFeedbackThoughItWasDeliveredByThatInTheNextBurst() {
        accept(Verdict.TRAPPED, 1);
        accept(Verdict.DELIVERED, 20);
        accept(Verdict.NO_MEDIA, 27, Cause.CAMERA_STOPPED);
        accept(Verdict.DELIVERED, 32);
        accept(Verdict.UNPROVEN, 33, Cause.TOO_EARLY);
        accept(Verdict.NO_MEDIA, 35, Cause.CAMERA_STOPPED);
        accept(Verdict.UNPROVEN, 40, Cause.TOO_EARLY);
        Finding silent = accept(Verdict.SILENT, 24, Cause.FEEDBACK_STOPPED);

        assertThat(silent.since()).isEqualTo(START.plusSeconds(24));
        assertThat(earlier()).containsExactly("1 TRAPPED", "20 DELIVERED");
    }

    @Test
    void isSilentSinceTheLastFeedbackThoughThatCameInAPause() {
        accept(Verdict.DELIVERED, 3);
        accept(Verdict.NO_MEDIA, 10, Cause.CAMERA_STOPPED);
        accept(Verdict.DELIVERED, 18);
        Finding silent = accept(Verdict.SILENT, 12, Cause.FEEDBACK_STOPPED);

        assertThat(silent.since()).isEqualTo(START.plusSeconds(12));
        assertThat(earlier()).containsExactly("3 DELIVERED", "10 NO_MEDIA");
    }

    @Test
    void keepsWhatWasDeliveredAndThePauseBeforeAnotherVerdict() {
        accept(Verdict.NO_MEDIA, 3, Cause.CAMERA_STOPPED);
        accept(Verdict.TRAPPED, 5);
        accept(Verdict.DELIVERED, 9);
        accept(Verdict.NO_MEDIA, 12, Cause.CAMERA_STOPPED);
        Finding silent = accept(Verdict.SILENT, 2, Cause.FEEDBACK_STOPPED);

        assertThat(silent.since()).isEqualTo(START.plusSeconds(9));
        assertThat(earlier()).containsExactly("3 NO_MEDIA", "5 TRAPPED", "9 DELIVERED");
    }

    @Test
    void ofAWholeCaptureTheEndOfMediaReplacesNothingThatWasReached() {
        Finding silent = accept(Verdict.SILENT, 3, Cause.FEEDBACK_STOPPED);
        Finding ended = new Finding(
                Verdict.NO_MEDIA, START.plusSeconds(9), List.of(Cause.CAMERA_STOPPED), "because", Optional.empty());

        assertThat(history.reached(ended, Optional::empty)).isEqualTo(silent);
    }

    @Test
    void holdsNoMoreThanIsKept() {
        FindingHistory next = history;
        for (int turn = 0; turn < 3 * CameraVerdict.MAX_HISTORY; turn++) {
            Verdict verdict = turn % 2 == 0 ? Verdict.DELIVERED : Verdict.TRAPPED;
            next.accept(new Finding(verdict, START.plusSeconds(turn), List.of(), "because", Optional.empty()));
            next = next.anew(START.plusSeconds(turn), Duration.ZERO);
        }

        assertThat(next.earlier()).hasSize(CameraVerdict.MAX_HISTORY);
    }

    private List<String> earlier() {
        return history.earlier().stream()
                .map(finding -> Duration.between(START, finding.since()).toSeconds() + " " + finding.verdict())
                .toList();
    }
}
