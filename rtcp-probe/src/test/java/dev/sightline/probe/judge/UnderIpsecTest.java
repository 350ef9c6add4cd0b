package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Ipsec;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTCP that IPsec may encrypt before it leaves")
class UnderIpsecTest {
    /** As where a policy names the port above the RTP on both sides. */
    private static final Ipsec POLICY = (from, to, by) -> Optional.of("a policy takes it")
            .filter(words -> from.getAddress().getHostAddress().equals(Traffic.SERVER)
                    && to.getAddress().getHostAddress().equals(Traffic.CAMERA)
                    && from.getPort() == 40_001
                    && to.getPort() == 5_007);

    private final Traffic traffic = new Traffic();

    private CameraVerdict judge(Ipsec ipsec) {
        return traffic.verdicts
                .judge(traffic.now, traffic.coverage, traffic.host().with(ipsec))
                .get(0);
    }

    @Test
    void isNotSilentWhereNoneIsSeen() {
        traffic.flow(10, () -> {});

        assertThat(judge(Ipsec.UNKNOWN).verdict()).isEqualTo(Verdict.SILENT);
        CameraVerdict camera = judge(POLICY);
        assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).isEqualTo(List.of(Cause.IPSEC));
        assertThat(camera.finding().reason()).contains("no RTCP was seen for 10.77.0.2:5006, but a policy takes it");
        assertThat(camera.finding().cure().orElse("")).contains("ip xfrm policy", "tcpdump -ni any esp");
    }

    @Test
    void isNotSilentEitherWhereItStoppedBeingSeen() {
        traffic.flow(4, traffic::delivered).flow(10, () -> {});

        CameraVerdict camera = judge(POLICY);
        assertThat(camera.finding().causes()).isEqualTo(List.of(Cause.IPSEC));
        assertThat(camera.finding().reason()).contains("before, it was delivered");
    }

    @Test
    void isWaitedForAtFirst() {
        traffic.flow(3, () -> {});

        CameraVerdict camera = judge(POLICY);
        assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(camera.finding().causes()).isEqualTo(List.of(Cause.TOO_EARLY, Cause.IPSEC));
        assertThat(camera.finding().reason()).contains("has been seen for 3.0 s", "besides, a policy takes it");
    }

    @Test
    void isDeliveredWhereItIsSeen() {
        traffic.flow(10, traffic::delivered);

        assertThat(judge(POLICY).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isTrappedWhereItIsSeenOnTheLoopback() {
        traffic.flow(10, () -> traffic.feedback("lo", 40_001, "127.0.0.1", 10));

        assertThat(judge(POLICY).verdict()).isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void isMisaddressedWhereItIsSeenForAnotherHost() {
        traffic.flow(10, () -> traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007));

        CameraVerdict camera = judge(POLICY);
        assertThat(camera.verdict()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).contains(Cause.WRONG_HOST);
    }

    /** As of a VPN that has nothing to do with cameras, while the agent may not read its policies. */
    @ParameterizedTest(name = "{0} left of the hop limit, negotiated {1}: {2}")
    @CsvSource({
        "63, false, UNPROVEN",
        "0,  false, UNPROVEN",
        "64, false, SILENT",
        "63, true,  SILENT,   NO_FEEDBACK",
    })
    void isGuessedOnlyOfCamerasBehindRoutersThatNobodyNegotiated(int hopLimit, boolean negotiated, Verdict verdict) {
        traffic.hopLimit = hopLimit;
        if (negotiated) {
            traffic.verdicts.negotiated(
                    new Negotiation("gate", 1, Optional.empty(), NegotiatedTest.OFFER, NegotiatedTest.ANSWER));
        }
        traffic.flow(10, () -> {});

        Finding found = judge(new Ipsec() {
                    @Override
                    public Optional<String> mayTake(InetSocketAddress from, InetSocketAddress to, Set<String> by) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<String> mayBeUnknown() {
                        return Optional.of("keys are negotiated");
                    }
                })
                .finding();

        assertThat(found.verdict()).as(found.reason()).isEqualTo(verdict);
        assertThat(found.causes().contains(Cause.IPSEC)).isEqualTo(verdict == Verdict.UNPROVEN);
    }

    @Test
    void isNotedOfNoOtherCamera() {
        traffic.flow(10, () -> {});

        assertThat(judge((from, to, by) -> POLICY.mayTake(to, from, by)).verdict())
                .isEqualTo(Verdict.SILENT);
    }
}
