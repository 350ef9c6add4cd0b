package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Silence where RTCP from a port that is not watched would not be captured")
class UnseenPortTest {
    private final Traffic traffic = new Traffic();

    @ParameterizedTest(name = "camera's RTP port {0}: {1}")
    @CsvSource({"5006, true", "40106, false"})
    void namesThePortsAndHowToWatchAll(int port, boolean unseen) {
        traffic.flow(10, port, () -> {});

        Finding finding = traffic.judge().finding();
        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(finding.reason().contains("on any watched interface from or to ports 40000-40999"))
                .isEqualTo(unseen);
        assertThat(finding.cure()
                        .filter(cure -> cure.contains("--media-ports 1024-65535"))
                        .isPresent())
                .isEqualTo(unseen);
    }
}
