package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A camera's address that is this host's own, too")
class OwnAddressTest {
    private final Traffic traffic = new Traffic();

    @BeforeEach
    void theKernelKeepsWhatIsForIt() {
        traffic.route = Optional.of(
                new Route("lo", Optional.empty(), Optional.empty(), Route.Kind.LOCAL, "local", Optional.empty()));
    }

    private void refused() {
        traffic.icmp(
                "lo", Direction.LOCAL, IcmpError.Kind.PORT_UNREACHABLE, Traffic.CAMERA, 40_001, 5_007, Optional.of(1L));
    }

    @ParameterizedTest(name = "and nothing listens there: {0}")
    @ValueSource(booleans = {false, true})
    void trapsItsFeedbackWhoeverAnswersThere(boolean refused) {
        traffic.flow(9, () -> {
            traffic.feedback("lo", 40_001, Traffic.CAMERA, 5_007);
            if (refused) {
                refused();
            }
        });

        takenOff(traffic.judge().finding());
    }

    @Test
    void isToldByACaptureToo() {
        traffic.route = Optional.empty();
        traffic.flow(9, () -> traffic.feedback("lo", 40_001, Traffic.CAMERA, 5_007));

        takenOff(traffic.judge().finding());
    }

    @Test
    void isToldOfARedirectByItsAnswer() {
        traffic.route = Optional.of(new Route("eth0", Optional.empty(), Optional.empty()));
        traffic.flow(9, () -> {
            traffic.feedback("lo", 40_001, "127.0.0.1", 5_099);
            refused();
        });

        takenOff(traffic.judge().finding());
    }

    @Test
    void isToldWhereNoFeedbackIsSeen() {
        traffic.flow(9, () -> {});

        Finding finding = traffic.judge().finding();
        assertThat(finding.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(finding.cure()).hasValueSatisfying(cure -> assertThat(cure).contains("ip addr del 10.77.0.2/32"));
    }

    private static void takenOff(Finding finding) {
        assertThat(finding.verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(finding.causes()).containsExactly(Cause.LOOPED_BACK);
        assertThat(finding.reason())
                .contains("10.77.0.2 is an address of this host too")
                .doesNotContain("bound");
        assertThat(finding.cure()).hasValueSatisfying(cure -> assertThat(cure).contains("ip addr del 10.77.0.2/32"));
    }
}
