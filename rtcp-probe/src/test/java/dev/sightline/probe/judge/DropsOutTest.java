package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A rule that drops some of the RTCP on its way out")
class DropsOutTest {
    @ParameterizedTest(name = "from ports {0}-{1} to {2}, {3} s ago: named {4}")
    @CsvSource({
        "40001, 40001, , 0, true",
        "40001, 40001, , 4, false",
        "40000, 40999, , 0, false",
        "40000, 40999, 10.77.0.2, 0, true",
        "40000, 40999, 10.77.0.3, 0, false",
        "40003, 40003, , 0, false",
    })
    void isNamedBesideRtcpThatLeaves(int first, int last, String to, int ago, boolean named) {
        Traffic traffic = new Traffic();
        traffic.flow(8, traffic::delivered);
        traffic.drops.add(new FirewallDrop(
                Way.OUT,
                "inet filter out: limit rate over 1/second counter drop",
                12,
                traffic.start,
                traffic.now,
                Optional.empty(),
                Optional.empty(),
                new DropScope(
                        List.of(),
                        List.of(new PortRange(first, last)),
                        Optional.ofNullable(to).map(DropsOutTest::only).stream().toList(),
                        List.of(),
                        /* certain= */ false)));
        traffic.flow(ago, traffic::delivered);

        CameraVerdict camera = traffic.judge();

        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().causes().contains(Cause.DROPPED_OUT)).isEqualTo(named);
        assertThat(camera.finding().reason().contains("limit rate over 1/second counter drop (12 packets)"))
                .isEqualTo(named);
    }

    private static AddressRange only(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return new AddressRange(address, address);
    }
}
