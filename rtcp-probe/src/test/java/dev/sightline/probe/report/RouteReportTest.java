package dev.sightline.probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Neighbour.State;
import dev.sightline.probe.Route;
import dev.sightline.probe.Route.Kind;
import dev.sightline.probe.host.firewall.NatAnswer;
import dev.sightline.probe.host.kernel.Outlook;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The words for a route")
class RouteReportTest {
    private static final NatAnswer NO_NAT = new NatAnswer(NatAnswer.State.NONE, "");

    @Test
    void sayThatRtcpNeverLeaves() throws Exception {
        RouteReport report = report(
                "0.0.0.0",
                new Route("lo", Optional.empty(), Optional.empty(), Kind.LOCAL, "", Optional.empty()),
                Optional.empty(),
                new NatAnswer(NatAnswer.State.NOT_ASKED, ""));

        assertThat(report.toText()).isEqualTo("0.0.0.0 is routed to lo: RTCP sent there never leaves this host\n");
        assertThat(report.allLeave()).isFalse();
    }

    @Test
    void nameInterfaceRuleGatewayNeighbourAndTranslation() throws Exception {
        Route route = new Route(
                "eth1",
                Optional.of(InetAddress.getByName("10.5.0.3")),
                Optional.of(InetAddress.getByName("10.5.0.1")),
                Kind.UNICAST,
                "77",
                Optional.of("100: from all to 10.9.5.0/24 lookup 77"));
        RouteReport report = report(
                "10.9.5.1",
                route,
                Optional.of(new Neighbour("eth1", State.RESOLVED, Optional.of("02:00:00:00:00:03"))),
                new NatAnswer(NatAnswer.State.REWRITTEN, "ip nat post: masquerade"));

        assertThat(report.toText().lines())
                .containsExactly(
                        "10.9.5.1 leaves by eth1 from 10.5.0.1 (table 77)",
                        "  policy-routed by the rule \"100: from all to 10.9.5.0/24 lookup 77\"",
                        "  next hop: gateway 10.5.0.3; its link address is known at 02:00:00:00:00:03",
                        "  NAT: this host rewrites its addresses by \"ip nat post: masquerade\": unless the camera sent"
                                + " first, it sees RTCP from another socket than it sends to; a NAT behind the gateway"
                                + " cannot be seen from here");
        assertThat(report.allLeave()).isTrue();
        assertThat(report.toJson())
                .contains("\"leaves\" : true", "\"rule\" : \"100:", "\"linkAddress\" : \"02:00:00:00:00:03\"");
    }

    @Test
    void sayThatAFailedNeighbourGetsNothing() throws Exception {
        RouteReport report = report(
                "10.5.0.9",
                new Route("eth1", Optional.empty(), Optional.empty()),
                Optional.of(new Neighbour("eth1", State.FAILED)),
                NO_NAT);

        assertThat(report.toText()).contains("it does NOT answer on eth1: nothing reaches it");
        assertThat(report.allLeave()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"BROADCAST", "MULTICAST"})
    void sayNothingOfANextHopWhereThereIsNone(Kind kind) throws Exception {
        Route route = new Route("eth1", Optional.empty(), Optional.empty(), kind, "", Optional.empty());

        assertThat(report("239.1.1.1", route, Optional.empty(), NO_NAT).toText())
                .contains(" eth1, no camera's own\n")
                .doesNotContain("next hop");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ROUTE", "UNREACHABLE", "PROHIBIT", "BLACKHOLE"})
    void sayWhatTheSenderOfARefusedPacketIsTold(Kind kind) throws Exception {
        RouteReport report =
                report("10.5.0.9", Route.refused(kind), Optional.empty(), new NatAnswer(NatAnswer.State.NOT_ASKED, ""));

        assertThat(report.toText()).startsWith("10.5.0.9: ").contains("the sender is told \"");
        assertThat(report.allLeave()).isFalse();
    }

    @Test
    void doNotGuess() throws Exception {
        RouteReport report = new RouteReport(
                List.of(new Outlook(InetAddress.getByName("10.5.0.9"), Optional.empty(), Optional.empty(), NO_NAT)));

        assertThat(report.toText())
                .isEqualTo("10.5.0.9: the kernel did not say; see whether this works:" + " ip route get 10.5.0.9\n");
        assertThat(report.allLeave()).isFalse();
    }

    private static RouteReport report(String address, Route route, Optional<Neighbour> neighbour, NatAnswer nat)
            throws UnknownHostException {
        return new RouteReport(
                List.of(new Outlook(InetAddress.getByName(address), Optional.of(route), neighbour, nat)));
    }
}
