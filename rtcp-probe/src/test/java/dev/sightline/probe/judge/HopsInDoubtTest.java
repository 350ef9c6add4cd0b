package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.IcmpError;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTCP with a hop limit that the routers on the way of the RTP would use up")
class HopsInDoubtTest {
    private final Traffic traffic = new Traffic();

    private void flow(int rtp, int rtcp) {
        traffic.flow(2, () -> {
            traffic.hopLimit = rtcp;
            traffic.delivered();
            traffic.hopLimit = rtp;
        });
    }

    private Finding found() {
        return traffic.judge().finding();
    }

    @ParameterizedTest(name = "RTP comes with {0}, RTCP leaves with {1}: {2}")
    @CsvSource({
        "61, 1, UNPROVEN",
        "61, 3, UNPROVEN",
        "125, 2, UNPROVEN",
        "61, 4, DELIVERED",
        "61, 64, DELIVERED",
        "63, 2, DELIVERED",
        "59, 2, DELIVERED",
        "64, 1, DELIVERED",
        "61, 0, DELIVERED",
        "0, 1, DELIVERED",
        "5, 5, DELIVERED",
        "15, 1, DELIVERED",
        "130, 32, DELIVERED",
    })
    void isInDoubt(int rtp, int rtcp, Verdict expected) {
        traffic.hopLimit = rtp;
        flow(rtp, rtcp);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
        if (expected == Verdict.UNPROVEN) {
            assertThat(found().causes()).containsExactly(Cause.TIME_EXCEEDED);
            assertThat(found().reason()).contains("with a hop limit of " + rtcp, "3 routers or more");
        }
    }

    @ParameterizedTest(name = "the kernel sends it by a router: {0}")
    @CsvSource({"true, UNPROVEN", "false, DELIVERED"})
    void isRightWhereTheKernelSendsItToTheCameraItself(boolean routed, Verdict expected) {
        traffic.route = Optional.of(new Route(
                "eth0",
                Optional.of(new InetSocketAddress("10.77.0.253", 0).getAddress())
                        .filter(router -> routed),
                Optional.empty()));
        traffic.hopLimit = 61;
        flow(61, 1);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(expected);
    }

    @Test
    void isRightAgainWithTheNextThatGoesFar() {
        traffic.hopLimit = 61;
        flow(61, 1);
        flow(61, 64);

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isRightWhereAnotherFlowThatReachesTheCameraGoesFar() {
        traffic.hopLimit = 61;
        traffic.flow(4, () -> {
            traffic.hopLimit = 1;
            traffic.delivered();
            traffic.hopLimit = 64;
            traffic.feedback("eth0", 40_000, Traffic.CAMERA, 5_006);
            traffic.hopLimit = 61;
        });

        assertThat(found().verdict()).as(found().reason()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isToldByTheRouterThatAnswersThatItRanOut() {
        traffic.hopLimit = 61;
        flow(61, 1);
        traffic.icmp(IcmpError.Kind.TIME_EXCEEDED, "10.77.0.253", 5_007);

        assertThat(found().reason()).contains("10.77.0.253 answers: its hop limit ran out");
    }
}
