package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.ReversePathFilter;
import dev.sightline.probe.host.ReversePathFilter.Mode;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The kernel's reverse path filter")
class ReversePathTest {
    private final Traffic traffic = new Traffic();

    /** @param back the interface of the route back; {@code -} where there is none */
    private CameraVerdict judge(Mode mode, String back, long packets) {
        Route route = back.equals("-")
                ? Route.refused(Route.Kind.NO_ROUTE)
                : new Route(back, Optional.empty(), Optional.empty());
        FirewallDrop discarded = new FirewallDrop(
                Way.IN,
                "IPReversePathFilter",
                packets,
                traffic.start.plusMillis(500),
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                DropScope.ANY);
        ReversePathFilter filter = new ReversePathFilter() {
            @Override
            public Optional<FirewallDrop> discarded() {
                return packets == 0 ? Optional.empty() : Optional.of(discarded);
            }

            @Override
            public Mode mode(String interfaceName) {
                return interfaceName.equals("eth0") ? mode : Mode.OFF;
            }
        };
        Host host = new Host(
                address -> Optional.of(route),
                traffic.host().neighbours(),
                traffic.host().firewall(),
                filter);
        return traffic.verdicts.judge(traffic.now, Coverage.all(), host).get(0);
    }

    @ParameterizedTest(name = "{0}, with a way back by {1}, that counts {2} packets: {3}")
    @CsvSource({
        "STRICT, eth1, 80, BLOCKED",
        "STRICT, eth1, 200, BLOCKED",
        "STRICT, eth1, 40, SILENT",
        "STRICT, eth1, 0, SILENT",
        "STRICT, eth0, 80, SILENT",
        "STRICT, -, 80, BLOCKED",
        "LOOSE, eth1, 80, SILENT",
        "LOOSE, -, 80, BLOCKED",
        "OFF, eth1, 80, SILENT",
        "OFF, -, 80, UNREACHABLE",
    })
    void isTheCauseWhereItIsSetAndCounts(Mode mode, String back, long packets, Verdict expected) {
        traffic.flow(8, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));

        CameraVerdict camera = judge(mode, back, packets);

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        assertThat(camera.finding().causes().contains(Cause.REVERSE_PATH)).isEqualTo(expected == Verdict.BLOCKED);
    }

    @Test
    void isToldWithTheRouteTheSettingAndTheCure() {
        traffic.flow(8, () -> {});

        CameraVerdict camera = judge(Mode.STRICT, "eth1", 80);

        assertThat(camera.finding().reason())
                .contains(
                        "by eth0",
                        "the route back to it is by eth1",
                        "the reverse path filter of eth0 is strict (rp_filter; IPReversePathFilter counted 80 packets)");
        assertThat(camera.finding().cure().orElse(""))
                .contains("ip route replace 10.77.0.2 dev eth0", "sysctl net.ipv4.conf.eth0.rp_filter=2");
    }

    @ParameterizedTest(name = "reports rise {0}: {1}")
    @CsvSource({"true, DELIVERED", "false, BLOCKED"})
    void isBeliedByTheMediaServersReports(boolean rise, Verdict expected) {
        traffic.isDeaf = !rise;
        traffic.flow(8, traffic::delivered);

        assertThat(judge(Mode.STRICT, "eth1", 80).verdict()).isEqualTo(expected);
    }
}
