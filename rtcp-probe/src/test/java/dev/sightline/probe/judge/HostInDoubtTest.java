package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTCP for another address than the RTP's")
class HostInDoubtTest {
    @ParameterizedTest(name = "by the router {0}, after {1} s: {2}, {3}")
    @CsvSource({
        "10.77.0.2, 8, UNPROVEN, HOST_IN_DOUBT, is this host's router to 192.168.5.2",
        "10.77.0.2, 2, UNPROVEN, HOST_IN_DOUBT, the wire does not tell",
        "10.77.0.254, 8, SILENT, WRONG_HOST, which is not the camera 10.77.0.2",
        ", 8, SILENT, WRONG_HOST, which is not the camera 10.77.0.2",
    })
    void mayBeTheCamerasWhereTheRtpsAddressIsTheRouter(
            String router, int seconds, Verdict verdict, Cause cause, String reason) {
        Traffic traffic = new Traffic();
        traffic.flow(seconds, () -> traffic.feedback("eth0", 40_001, "192.168.5.2", 5_007));
        Optional<InetAddress> gateway =
                Optional.ofNullable(router).map(name -> new InetSocketAddress(name, 0).getAddress());
        Host host = new Host(
                address -> Optional.of(new Route("eth0", gateway, Optional.empty())),
                traffic.host().neighbours(),
                traffic.host().firewall());

        CameraVerdict camera =
                traffic.verdicts.judge(traffic.now, Coverage.all(), host).get(0);

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).containsExactly(cause);
        assertThat(camera.finding().reason()).contains(reason);
        assertThat(camera.finding().cure().orElse("").contains("behind a translation and 192.168.5.2"))
                .isEqualTo(verdict == Verdict.SILENT && router != null);
    }
}
