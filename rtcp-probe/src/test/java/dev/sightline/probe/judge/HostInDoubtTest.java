package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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

    /** COMEDIA answers to where reports come from; a camera may have several addresses. */
    @ParameterizedTest(name = "reports from {0}:{1} to {2} with the SSRC {3}: {4}")
    @CsvSource({
        "10.77.0.3, 5007, 40001, cafef00d, UNPROVEN, HOST_IN_DOUBT, the SSRC of that RTP",
        "10.77.0.3, 5009, 40001, cafef00d, SILENT, WRONG_HOST, is not the camera",
        "10.77.0.4, 5007, 40001, cafef00d, SILENT, WRONG_HOST, is not the camera",
        "10.77.0.3, 5007, 40005, cafef00d, SILENT, WRONG_HOST, is not the camera",
        "10.77.0.3, 5007, 40001, 5757, SILENT, WRONG_HOST, is not the camera",
    })
    void mayBeTheCamerasWhereReportsOfItsSourceComeFromThere(
            String reporter, int from, int to, String ssrc, Verdict verdict, Cause cause, String reason) {
        for (boolean retrospective : new boolean[] {false, true}) {
            Traffic traffic = new Traffic();
            Verdicts judged = new Verdicts(
                    WatchRules.DEFAULT,
                    new PortRange(40_000, 40_999),
                    List.of(),
                    traffic.now.minusSeconds(5),
                    retrospective);
            traffic.tap = Optional.of(judged::seen);

            traffic.flow(8, () -> {
                traffic.report(reporter, from, to, Long.parseLong(ssrc, 16));
                traffic.feedback("eth0", 40_001, "10.77.0.3", 5_007);
            });

            CameraVerdict camera = judged.judge(traffic.now, Coverage.all(), traffic.host()).stream()
                    .filter(one -> one.camera().getHostAddress().equals(Traffic.CAMERA))
                    .findFirst()
                    .orElseThrow();
            assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
            assertThat(camera.finding().causes()).containsExactly(cause);
            assertThat(camera.finding().reason()).contains(reason);
            assertThat(camera.finding()
                            .cure()
                            .orElse("")
                            .contains("whether 10.77.0.3 is an address of the camera, too"))
                    .isEqualTo(verdict == Verdict.UNPROVEN);
        }
    }

    /** Else each of them would change the verdict, whichever spoke last. */
    @Test
    void isADoubtOfOneOfTwoHostsWhicheverWasSentToLast() {
        Traffic traffic = new Traffic();
        Set<String> found = new LinkedHashSet<>();
        int[] ticks = {0};

        traffic.flow(12, () -> {
            traffic.report("10.77.0.3", 5_007, 40_001, Traffic.SSRC);
            traffic.feedback("eth0", 40_001, ticks[0] % 10 < 5 ? "10.77.0.3" : "10.77.0.9", 5_007);
            if (ticks[0]++ > 90) {
                found.add(traffic.judge().finding().verdict() + " "
                        + traffic.judge().finding().causes());
            }
        });

        assertThat(found).containsExactly("UNPROVEN [HOST_IN_DOUBT]");
    }

    /** There another policy can be tried, and a camera without feedback is worse. */
    @Test
    void isNoReasonForDoubtWhereItWasNegotiated() {
        Traffic traffic = new Traffic();
        traffic.verdicts.negotiated(new Negotiation(
                "gate",
                1,
                Optional.empty(),
                "v=0\no=- 1 1 IN IP4 192.168.5.2\ns=-\nc=IN IP4 192.168.5.2\nt=0 0\nm=video 5006 RTP/AVPF 96\n",
                "v=0\no=- 1 1 IN IP4 10.77.0.1\ns=-\nc=IN IP4 10.77.0.1\nt=0 0\nm=video 40000 RTP/AVPF 96\n"));
        traffic.route = Optional.of(new Route(
                "eth0", Optional.of(new InetSocketAddress(Traffic.CAMERA, 0).getAddress()), Optional.empty()));

        traffic.flow(8, () -> {
            traffic.report("192.168.5.2", 5_007, 40_001, "c");
            traffic.feedback("eth0", 40_001, "192.168.5.2", 5_007);
        });

        assertThat(traffic.judgeNegotiated("gate").finding().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(traffic.judgeNegotiated("gate").finding().causes()).containsExactly(Cause.WRONG_HOST);
    }

    /** Of a capture the host's routes are not known, but a router on the way of the RTP takes of its hop limit. */
    @ParameterizedTest(name = "in a capture, for {0}, the RTP with a hop limit of {1}: {2}")
    @CsvSource({
        "192.168.5.2, 63, UNPROVEN, HOST_IN_DOUBT",
        "192.168.5.2, 64, SILENT, WRONG_HOST",
        "192.168.5.2, 0, SILENT, WRONG_HOST",
        "198.51.100.2, 63, SILENT, WRONG_HOST",
    })
    void mayBeTheCamerasBehindARouter(String host, int hopLimit, Verdict verdict, Cause cause) {
        Traffic traffic = new Traffic();
        traffic.hopLimit = hopLimit;
        PortRange ports = new PortRange(40_000, 40_999);
        Verdicts capture = new Verdicts(
                WatchRules.DEFAULT, ports, List.of(), traffic.now.minusSeconds(5), /* retrospective= */ true);
        traffic.tap = Optional.of(capture::seen);

        traffic.flow(8, () -> traffic.feedback("eth0", 40_001, host, 5_007));

        CameraVerdict camera =
                capture.judge(traffic.now, Coverage.all(), TestHost.unknown()).get(0);
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).containsExactly(cause);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "reports while the RTP comes, UNPROVEN, HOST_IN_DOUBT",
        "reports to another address of this host, SILENT, WRONG_HOST",
        "reports that ended before the RTP began, SILENT, WRONG_HOST",
        "reports beside another stream of the same source, SILENT, WRONG_HOST",
    })
    void isNotTheCamerasForReportsThatMayBeOfSomethingElse(String what, Verdict verdict, Cause cause) {
        Traffic traffic = new Traffic();
        boolean before = what.contains("before");
        String server = what.contains("another address") ? "10.77.0.7" : Traffic.SERVER;
        Runnable reports = () -> traffic.datagram(
                "eth0",
                Direction.IN,
                "10.77.0.3",
                5_007,
                server,
                40_001,
                Unpooled.wrappedBuffer(TestPackets.senderReport(Traffic.SSRC)));
        if (before) {
            reports.run();
            traffic.pass(Duration.ofSeconds(3));
        }
        traffic.flow(8, () -> {
            if (!before) {
                reports.run();
            }
            if (what.contains("another stream")) {
                traffic.rtp("10.77.0.4", 6_006, 40_100);
            }
            traffic.feedback("eth0", 40_001, "10.77.0.3", 5_007);
        });

        CameraVerdict camera = traffic.judgeAll().stream()
                .filter(one -> one.camera().getHostAddress().equals(Traffic.CAMERA))
                .findFirst()
                .orElseThrow();
        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(verdict);
        assertThat(camera.finding().causes()).containsExactly(cause);
    }
}
