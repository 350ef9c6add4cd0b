package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
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
}
