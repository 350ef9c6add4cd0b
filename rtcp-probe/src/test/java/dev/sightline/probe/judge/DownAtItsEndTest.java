package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A camera without feedback that ended, and the interface by which it came, which goes down")
class DownAtItsEndTest {
    /** What becomes of the interface. */
    enum Loss {
        DOWN {
            @Override
            Coverage coverage() {
                return Coverage.all().without(Set.of("eth0"));
            }
        },
        VANISHED {
            @Override
            Coverage coverage() {
                return Coverage.all().afterLosing(Set.of("eth0"));
            }
        };

        abstract Coverage coverage();
    }

    private final Traffic traffic = new Traffic();

    /** Ten seconds of RTP without RTCP. */
    private void flow() {
        traffic.flow(10, traffic::judgeAll);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    /** It is judged twice a second. */
    private Finding found(double seconds, Coverage coverage) {
        traffic.coverage = coverage;
        Finding found = traffic.judge().finding();
        for (int half = 0; half < 2 * seconds; half++) {
            traffic.pass(Duration.ofMillis(500));
            found = traffic.judge().finding();
        }
        return found;
    }

    private static void isCutOff(Finding found) {
        assertThat(found.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes()).contains(Cause.INTERFACE_DOWN).doesNotContain(Cause.CAMERA_STOPPED);
        assertThat(found.reason()).containsOnlyOnce("eth0, by which it came, ");
    }

    private static void hasStopped(Finding found) {
        assertThat(found.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found.causes())
                .as(found.reason())
                .contains(Cause.CAMERA_STOPPED)
                .doesNotContain(Cause.INTERFACE_DOWN);
        assertThat(found.reason())
                .contains("then the camera stopped sending")
                .doesNotContain("by which it came, is down", "has vanished");
        assertThat(found.cure().orElse("")).doesNotContain("set the interface up", "see who removed");
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void isToldThatItIsDownWhileItIs(Loss loss) {
        flow();

        isCutOff(found(4, loss.coverage()));
        isCutOff(found(20, loss.coverage()));
        hasStopped(found(1, Coverage.all()));
    }

    /** The interface is looked at once a second, or so. */
    @ParameterizedTest(name = "{0}, {1} s later")
    @CsvSource({"DOWN, 1", "DOWN, 2", "VANISHED, 1", "VANISHED, 2"})
    void isToldThatItIsDownThoughThatIsSeenALittleLater(Loss loss, int later) {
        flow();
        found(later, Coverage.all());

        isCutOff(found(4, loss.coverage()));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void hasStoppedWhereItEndedBefore(Loss loss) {
        flow();
        found(3, Coverage.all());

        hasStopped(found(4, loss.coverage()));
        hasStopped(found(4, Coverage.all()));
    }

    @Test
    void hasStoppedThoughItGoesDownLater() {
        flow();
        hasStopped(found(5, Coverage.all()));

        hasStopped(found(4, Loss.DOWN.coverage()));
    }

    @Test
    void isToldThatItIsDownAgainWhereItGoesDownAgainAtOnce() {
        flow();
        found(4, Loss.DOWN.coverage());
        traffic.coverage = Coverage.all();
        traffic.flow(10, traffic::judgeAll);

        isCutOff(found(4, Loss.VANISHED.coverage()));
    }
}
