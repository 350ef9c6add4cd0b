package dev.sightline.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.Unjudged;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where more send RTP than are held")
class CrowdTest {
    private static final Instant FROM = Instant.parse("2026-11-24T12:00:00Z");
    private static final InetAddress CAMERA = new InetSocketAddress("10.77.0.2", 0).getAddress();
    private static final Unjudged MANY = new Unjudged(12, 4_096);

    private static List<CameraVerdict> camera(Verdict verdict) {
        Finding finding = new Finding(verdict, FROM, List.of(), "no RTP from 10.77.0.2 arrived", Optional.empty());
        return List.of(new CameraVerdict(CAMERA, finding, List.of(), Evidence.none(ReturnPath.unknown()), List.of()));
    }

    private static WatchReport watch(List<CameraVerdict> cameras) {
        return new WatchReport(
                FROM,
                FROM.plusSeconds(15),
                cameras,
                List.of(),
                Set.of(),
                Optional.empty(),
                0,
                Optional.empty(),
                MANY,
                Optional.empty());
    }

    private static AnalysisReport analysis(List<CameraVerdict> cameras) {
        AnalyzedFile file = new AnalyzedFile(
                "a.pcap",
                100,
                Optional.of(FROM),
                Optional.of(FROM.plusSeconds(15)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new AnalysisReport(List.of(file), List.of(), false, false, Optional.empty(), cameras, 0, MANY);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"DELIVERED, UNPROVEN", "NO_MEDIA, UNPROVEN", "TRAPPED, TRAPPED"})
    void nothingIsWellAndNothingIsAbsent(Verdict verdict, Verdict expected) {
        assertThat(watch(camera(verdict)).verdict()).isEqualTo(expected);
        assertThat(analysis(camera(verdict)).verdict()).isEqualTo(expected);
        assertThat(watch(camera(verdict)).toText()).contains("UNPROVEN  more than 4096 senders of RTP came");
        assertThat(analysis(camera(verdict)).toText()).contains("of 12 streams nothing is known  TOO_MANY_SENDERS");
        assertThat(analysis(camera(verdict)).toJson()).contains("\"unjudgedStreams\" : 12");
    }

    @Test
    void aCameraThatIsNamedMayBeAmongThem() {
        assertThat(watch(camera(Verdict.NO_MEDIA)).cameras().get(0).finding())
                .satisfies(finding -> assertThat(finding.causes()).containsExactly(Cause.TOO_MANY_SENDERS))
                .satisfies(finding -> assertThat(finding.reason()).startsWith("no RTP from 10.77.0.2 is among"));
    }

    @Test
    void areCutByTimeForACutByHostHidesTheTrap() {
        assertThat(analysis(List.of()).toText())
                .contains("cure: ", "editcap -i 10")
                .doesNotContain("host CAMERA");
    }

    @Test
    void thatThereIsNoneAtAllIsUnproven() {
        assertThat(watch(List.of()).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(analysis(List.of()).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(analysis(List.of()).toText())
                .startsWith("UNPROVEN  more than 4096 senders")
                .doesNotContain("no RTP is among");
    }
}
