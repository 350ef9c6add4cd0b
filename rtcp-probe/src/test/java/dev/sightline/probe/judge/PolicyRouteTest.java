package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Routes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A policy rule for RTCP's ports")
class PolicyRouteTest {
    private static final Route ETH0 = new Route("eth0", Optional.empty(), Optional.empty());
    private static final Route ETH1 = new Route("eth1", Optional.empty(), Optional.empty());

    private final Traffic traffic = new Traffic();
    private Optional<Route> ofPorts = Optional.empty();
    private boolean pending;
    private boolean marks;
    private int refusedPort = 5_007;
    private boolean answeredMeanwhile;

    /** The camera is routed by eth0, and what is sent to its port 5007 by the rule. */
    private final Routes routes = new Routes() {
        @Override
        public Optional<Route> to(InetAddress address) {
            return Optional.of(ETH0);
        }

        @Override
        public Optional<Route> to(InetSocketAddress destination, InetSocketAddress source) {
            boolean isRtcp = destination.getPort() == refusedPort && source.getPort() == 40_001;
            return isRtcp && ofPorts.isPresent() ? ofPorts : to(destination.getAddress());
        }

        @Override
        public boolean mayHeedMarks() {
            return marks;
        }

        @Override
        public boolean isPending(InetSocketAddress destination, InetSocketAddress source) {
            boolean asked = pending;
            pending = pending && !answeredMeanwhile;
            return asked;
        }
    };

    @ParameterizedTest(name = "a rule {0}, not captured {1}: {2}")
    @CsvSource({"true, eth1, UNPROVEN", "false, eth1, SILENT", "true, '', SILENT"})
    void mayLeadItWhereNothingIsCaptured(boolean rule, String missing, Verdict verdict) {
        marks = rule;
        traffic.flow(9, () -> {});

        Set<String> names = missing.isEmpty() ? Set.of() : Set.of(missing);
        Finding finding = traffic.verdicts
                .judge(
                        traffic.now,
                        new Coverage(Set.of("lo", "eth0"), /* loopback= */ true, /* everything= */ false)
                                .missing(names),
                        TestHost.of(routes))
                .get(0)
                .finding();
        assertThat(finding.verdict()).isEqualTo(verdict);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(finding.causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(finding.reason()).contains("ip rule", "not captured: eth1");
            assertThat(finding.cure())
                    .hasValueSatisfying(cure -> assertThat(cure).contains("--interface"));
        }
    }

    private void send(String on) {
        traffic.flow(9, () -> traffic.feedback(on, 40_001, Traffic.CAMERA, 5_007));
    }

    private Finding found() {
        Host host = new Host(routes, traffic.host().neighbours(), traffic.host().firewall());
        return traffic.verdicts.judge(traffic.now, Coverage.all(), host).get(0).finding();
    }

    @Test
    void leadsToTheCameraByAnotherLink() {
        ofPorts = Optional.of(ETH1);
        send("eth1");

        assertThat(found().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(found().reason()).contains("left by eth1 for 10.77.0.2:5007");
    }

    @Test
    void isWaitedForBeforeRtcpIsCalledTrapped() {
        pending = true;
        send("eth1");

        assertThat(found().causes()).containsExactly(Cause.TOO_EARLY);

        pending = false;

        assertThat(found().verdict()).isEqualTo(Verdict.TRAPPED);
    }

    @Test
    void thatTheKernelTellsWhileItIsJudgedMakesNoTrapOfWhatIsNotKnown() {
        pending = true;
        answeredMeanwhile = true;
        send("eth1");

        Finding found = found();

        assertThat(found.verdict()).as(found.reason()).isEqualTo(Verdict.UNPROVEN);
        assertThat(found.causes()).containsExactly(Cause.TOO_EARLY);
        assertThat(found().verdict()).isEqualTo(Verdict.TRAPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Route.Kind.class,
            names = {"BLACKHOLE", "UNREACHABLE", "PROHIBIT"})
    void thatRefusesItBlocksIt(Route.Kind kind) {
        ofPorts = Optional.of(Route.refused(kind));
        traffic.flow(9, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));

        assertThat(found().verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(found().causes()).containsExactly(Cause.ROUTE_REFUSED);
        assertThat(found().cure().orElse(""))
                .contains("ip route show table all type " + kind.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void thatRefusesWhatMayBeItsPortIsNamedOnly() {
        ofPorts = Optional.of(Route.refused(Route.Kind.BLACKHOLE));
        traffic.flow(9, () -> {});

        assertThat(found().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found().reason()).contains("RTCP from port 40001 would not leave", "of the kind blackhole");
    }

    @Test
    void thatRefusesBlocksNothingBeforeFeedbackIsDue() {
        ofPorts = Optional.of(Route.refused(Route.Kind.BLACKHOLE));
        traffic.flow(3, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));

        assertThat(found().causes()).containsExactly(Cause.TOO_EARLY);
    }

    @Test
    void thatRefusesIsNamedOnlyWhereAnotherForAMarkMayLetItOut() {
        marks = true;
        ofPorts = Optional.of(Route.refused(Route.Kind.BLACKHOLE));
        traffic.flow(9, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));

        assertThat(found().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(found().reason()).contains("RTCP from port 40001 would not leave", "of the kind blackhole");
    }

    /** It leaves for the port above the RTP's, while the camera reports from the one that is refused. */
    @Test
    void thatRefusesIsNotBlamedBesideRtcpThatLeavesForWhereTheCameraMayListen() {
        refusedPort = 7_777;
        ofPorts = Optional.of(Route.refused(Route.Kind.BLACKHOLE));
        traffic.flow(9, () -> {
            traffic.report(Traffic.CAMERA, 7_777, 40_001, "c");
            traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007);
        });

        assertThat(found().causes()).containsExactly(Cause.PORT_IN_DOUBT);
    }

    @Test
    void thatRefusesIsNotBlamedForRtcpThatGoesToAnotherHost() {
        ofPorts = Optional.of(Route.refused(Route.Kind.BLACKHOLE));
        traffic.flow(9, () -> {
            traffic.report(Traffic.CAMERA, 5_007, 40_001, "c");
            traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007);
        });

        assertThat(found().causes()).containsExactly(Cause.WRONG_HOST);
    }

    @Test
    void thatTurnsItRoundAtLoIsMendedInTheRulesAndNotInTheOffer() {
        ofPorts = Optional.of(
                new Route("lo", Optional.empty(), Optional.empty(), Route.Kind.LOCAL, "100", Optional.empty()));
        send("lo");

        assertThat(found().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(found().causes()).containsExactly(Cause.WRONG_INTERFACE);
        assertThat(found().cure().orElse("")).contains("ip rule", "dport 5007", "ip route replace 10.77.0.2 dev eth0");
    }

    @Test
    void isNotBlamedForRtcpThatLeavesByALinkToWhichTheKernelRoutesNothing() {
        send("eth1");

        assertThat(found().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(found().causes()).containsExactly(Cause.WRONG_INTERFACE);
        assertThat(found().reason()).contains("the kernel's route for it is by eth0", "bound to the other one");
        assertThat(found().cure().orElse(""))
                .contains("ip route get 10.77.0.2 from 10.77.0.1 ipproto udp sport 40001 dport 5007");
    }
}
