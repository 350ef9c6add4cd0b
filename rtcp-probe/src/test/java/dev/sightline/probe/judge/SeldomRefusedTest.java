package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As by a rule that rejects, whose limit passes few answers, of which each quotes the RTCP. */
@DisplayName("What a camera's host refuses and answers seldom")
class SeldomRefusedTest {
    private final Traffic traffic = new Traffic();
    private final Set<Verdict> found = EnumSet.noneOf(Verdict.class);

    SeldomRefusedTest() {
        served(4);
    }

    private void refuses() {
        traffic.icmp(Kind.PORT_UNREACHABLE, Traffic.CAMERA, 5_007);
    }

    /** RTP and RTCP, judged twice a second. */
    private void served(double seconds) {
        for (int i = 0; i < 2 * seconds; i++) {
            traffic.flow(0.5, traffic::delivered);
            found.add(traffic.judge().verdict());
        }
    }

    private void refused(int times, double apart) {
        for (int i = 0; i < times; i++) {
            refuses();
            served(apart);
        }
    }

    private Verdict verdict() {
        return traffic.judge().verdict();
    }

    private void startsAnew() {
        for (int i = 0; i < 30; i++) {
            traffic.pass(Duration.ofMillis(100));
            traffic.delivered();
        }
    }

    @ParameterizedTest(name = "every {0} s: only {1}")
    @CsvSource({
        "1, UNREACHABLE",
        "3, UNREACHABLE",
        "4, UNREACHABLE",
        "5, UNREACHABLE",
        "10, UNREACHABLE",
        "20, UNREACHABLE",
        "45, 'UNREACHABLE,UNPROVEN'",
        "90, 'UNREACHABLE,UNPROVEN'",
    })
    void isNeverDeliveredOnceItsPaceIsKnown(int apart, String expected) {
        refused(2, apart);
        refuses();
        served(0.5);
        found.clear();

        served(apart - 0.5);
        refused(4, apart);

        assertThat(found)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(expected.split(",")).map(Verdict::valueOf).toList());
    }

    /** A limit lets a burst pass first. */
    @Test
    void isNeverDeliveredOnceItsPaceIsKnownAfterABurst() {
        refused(6, 0.5);
        served(4.5);
        refused(1, 5);
        refuses();
        served(0.5);
        found.clear();

        served(4.5);
        refused(4, 5);

        assertThat(found).containsExactly(Verdict.UNREACHABLE);
    }

    @ParameterizedTest(name = "{0} answers {1} s apart, the last {2} s ago: {3}")
    @CsvSource({
        "4, 5, 14, UNREACHABLE",
        "4, 5, 17, DELIVERED",
        "4, 20, 29, UNREACHABLE",
        "4, 20, 32, UNPROVEN",
        "4, 20, 61, DELIVERED",
        "6, 0.5, 4, DELIVERED",
        "2, 5, 2, UNREACHABLE",
        "2, 5, 4, UNPROVEN",
        "2, 5, 14, UNPROVEN",
        "2, 5, 17, DELIVERED",
        "2, 110, 299, UNPROVEN",
        "2, 110, 302, DELIVERED",
        "1, 0, 4, DELIVERED",
    })
    void isOverOnceRtcpGoesUnansweredForClearlyLonger(int answers, double apart, double ago, Verdict expected) {
        refused(answers - 1, apart);
        refuses();

        served(ago);

        assertThat(verdict()).as(traffic.judge().finding().reason()).isEqualTo(expected);
    }

    @Test
    void isToldWithTheLongestTimeBetweenTwoAnswers() {
        refused(2, 5);

        Finding finding = traffic.judge().finding();

        assertThat(finding.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(finding.causes()).containsExactly(Cause.PORT_UNREACHABLE);
        assertThat(finding.reason())
                .contains("10.77.0.2 answered (nothing listens on the port, 2 times on eth0)")
                .contains("5.0 s went by between two answers before", "goes unanswered for 15.0 s");
    }

    /** What a camera refuses while it starts tells no pace. */
    @Test
    void isNoPaceWhereTheCameraStartsAnewInBetween() {
        for (int i = 0; i < 5; i++) {
            startsAnew();
            served(1);
            refused(1, 4);
            found.clear();
            served(50);

            assertThat(found).containsExactly(Verdict.DELIVERED);
        }
    }

    /** Who puts fragments together on the way does not tell what it gets. */
    @ParameterizedTest(name = "by {0}: {1}")
    @CsvSource({"10.77.0.2, UNREACHABLE", "10.77.0.254, DELIVERED"})
    void isToldOfFragmentsAsSuch(String reporter, Verdict expected) {
        traffic.flow(4, () -> {
            traffic.delivered();
            traffic.icmp(Kind.FRAGMENTS_MISSING, reporter, 5_007);
        });

        Finding finding = traffic.judge().finding();

        assertThat(finding.verdict()).isEqualTo(expected);
        assertThat(finding.reason().contains("its fragments did not all arrive in time"))
                .isEqualTo(expected == Verdict.UNREACHABLE);
        assertThat(finding.reason()).doesNotContain("it was too small");
    }

    /** Who does not get the RTCP does not know its SSRC. */
    @Test
    void isNoPaceOfAnswersThatQuoteAnother() {
        for (int i = 0; i < 5; i++) {
            traffic.icmp(Direction.IN, Kind.PORT_UNREACHABLE, Traffic.CAMERA, 40_001, 5_007, Optional.of(77L));
            served(5);
        }

        assertThat(found).containsExactly(Verdict.DELIVERED);
    }

    @Test
    void isToldInTheHistorySinceItWasRefusedAndSinceItWentUnanswered() {
        refused(4, 5);
        served(15);

        CameraVerdict camera = traffic.judge();

        assertThat(Stream.concat(camera.history().stream(), Stream.of(camera.finding()))
                        .map(finding -> finding.verdict() + " " + sinceStart(finding.since())))
                .containsExactly(
                        "DELIVERED 0.0",
                        "UNREACHABLE 4.0",
                        "DELIVERED 6.0",
                        "UNREACHABLE 9.0",
                        "UNPROVEN 11.0",
                        "UNREACHABLE 14.0",
                        "DELIVERED 34.0");
    }

    private double sinceStart(Instant then) {
        return Duration.between(traffic.start, then).toMillis() / 1_000.0;
    }
}
