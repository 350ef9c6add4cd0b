package dev.sightline.probe.judge;

import static dev.sightline.probe.judge.Traffic.CAMERA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By who does not see the RTCP, and so quotes nothing but its ports. */
@DisplayName("ICMP errors that a stranger sends in a camera's or a router's name")
class ForgedAnswersTest {
    private final Traffic traffic = new Traffic();

    private void forged(Kind kind) {
        String reporter = kind == Kind.PORT_UNREACHABLE ? CAMERA : "10.77.0.254";
        traffic.icmp(Direction.IN, kind, reporter, 40_001, 5_007, Optional.empty());
    }

    private CameraVerdict judged() {
        return traffic.judge();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PORT_UNREACHABLE", "HOST_UNREACHABLE", "PROHIBITED"})
    void hideNoTrap(Kind kind) {
        traffic.flow(8, () -> {
            traffic.feedback("lo", 40_001, "127.0.0.1", 5_007);
            forged(kind);
        });

        assertThat(judged().verdict()).as(judged().finding().reason()).isEqualTo(Verdict.TRAPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PORT_UNREACHABLE", "HOST_UNREACHABLE", "PROHIBITED"})
    void hideNoSilence(Kind kind) {
        traffic.flow(8, () -> forged(kind));

        assertThat(judged().verdict()).as(judged().finding().reason()).isEqualTo(Verdict.SILENT);
    }

    /** One answer to each datagram is the most that the network gives. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PORT_UNREACHABLE", "HOST_UNREACHABLE", "PROHIBITED"})
    void aloneAndMoreThanRtcpLeavesTakeNothingFromWhatIsDelivered(Kind kind) {
        int[] ticks = {0};
        traffic.flow(12, () -> {
            if (ticks[0]++ % 10 == 0) {
                traffic.delivered();
            }
            forged(kind);
        });

        assertThat(judged().verdict()).as(judged().finding().reason()).isEqualTo(Verdict.DELIVERED);
    }

    /** Nothing was seen leaving for there, and it may have left by another interface. */
    @Test
    void areBelievedWhereNotEveryInterfaceIsCaptured() {
        traffic.flow(8, () -> forged(Kind.HOST_UNREACHABLE));
        traffic.coverage = new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false);

        assertThat(judged().verdict()).as(judged().finding().reason()).isEqualTo(Verdict.UNREACHABLE);
    }
}
