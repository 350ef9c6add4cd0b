package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.CaptureLosses;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Where captured packets are lost")
class CaptureLossesTest {
    private final Traffic traffic = new Traffic();

    /** Each second for some. */
    private void lose(int seconds, String interfaceName) {
        for (int i = 0; i < seconds; i++) {
            traffic.pass(Duration.ofSeconds(1));
            traffic.verdicts.lost(interfaceName, 50_000, traffic.now);
            traffic.judge();
        }
    }

    private Finding finding() {
        return traffic.judge().finding();
    }

    @Test
    void theLastCountsOnWhicheverInterface() {
        CaptureLosses losses = new CaptureLosses(Duration.ofSeconds(8));
        assertThat(losses.last()).isEqualTo(Instant.MIN);
        losses.lost("eth0", 1, traffic.start);
        losses.lost("eth1", 1, traffic.start.plusSeconds(2));
        losses.lost("eth2", 1, traffic.start.plusSeconds(1));

        assertThat(losses.last()).isEqualTo(traffic.start.plusSeconds(2));
    }

    @Test
    void anEndOfRtpIsUnproven() {
        traffic.flow(9, traffic::delivered);
        traffic.judge();
        lose(7, "eth0");

        assertThat(finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(finding().causes()).containsExactly(Cause.CAPTURE_LOST);
        assertThat(finding().reason())
                .isEqualTo("none of its RTP was seen for 7.1 s, but 350000 captured packets were lost on eth0");
    }

    @Test
    void anEndOfRtpIsProvenAfterEightSecondsWithoutLosses() {
        traffic.flow(9, traffic::delivered);
        lose(7, "eth0");

        traffic.pass(Duration.ofSeconds(8));
        assertThat(finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        traffic.pass(Duration.ofMillis(100));
        assertThat(finding().verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(finding().causes()).containsExactly(Cause.CAMERA_STOPPED);
    }

    @Test
    void rtpThatIsSeenAgainIsJudgedByWhatIsSeen() {
        traffic.flow(9, traffic::delivered);
        lose(7, "eth0");

        traffic.flow(2, traffic::delivered);
        assertThat(finding().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void anEndOfRtpIsProvenByAnotherInterface() {
        traffic.flow(9, traffic::delivered);
        lose(7, "eth1");

        assertThat(finding().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void anEndOfRtpIsProvenWhereAllThatWasLostWasLostBefore() {
        traffic.flow(8, traffic::delivered);
        lose(1, "eth0");
        traffic.flow(1, traffic::delivered).pass(Duration.ofSeconds(4));

        assertThat(finding().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void aVerdictThatExplainsAnEndStaysAndTheEndIsSaidOnceItIsProven() {
        traffic.flow(9, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10));
        traffic.judge();
        lose(7, "eth0");

        assertThat(finding().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(finding().causes()).doesNotContain(Cause.CAMERA_STOPPED);
        assertThat(finding().reason()).doesNotContain("stopped");

        traffic.pass(Duration.ofSeconds(9));
        assertThat(finding().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(finding().causes()).contains(Cause.CAMERA_STOPPED);
        assertThat(finding().reason()).endsWith("then the camera stopped sending, as many do without feedback");
    }

    @ParameterizedTest(name = "{0} s after the last loss: {1}")
    @CsvSource({"0, UNPROVEN", "8, UNPROVEN", "9, NO_MEDIA"})
    void thatNoRtpCameIsUnproven(int after, Verdict verdict) {
        Traffic none = new Traffic(Traffic.CAMERA);
        none.pass(Duration.ofSeconds(5));
        none.verdicts.lost("eth1", 1, none.now);
        none.pass(Duration.ofSeconds(after));

        Finding finding = none.judge().finding();

        assertThat(finding.verdict()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(finding.causes()).containsExactly(Cause.CAPTURE_LOST);
            assertThat(finding.reason())
                    .startsWith("no RTP from 10.77.0.2 arrived")
                    .endsWith("but 1 captured packet was lost on eth1");
        }
    }

    @Test
    void whatWasLostBeforeALongCalmIsNotCounted() {
        Traffic none = new Traffic(Traffic.CAMERA);
        none.pass(Duration.ofSeconds(5)).verdicts.lost("eth1", 70, none.now);
        none.pass(Duration.ofSeconds(20)).verdicts.lost("eth1", 1, none.now);

        assertThat(none.judge().finding().reason()).endsWith("but 1 captured packet was lost on eth1");
    }
}
