package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Finding;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("On a host of more interfaces than are captured")
class LeftOutInterfacesTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Set<String> CAPTURED = Set.of("lo", "eth0");

    private static Coverage leavingOut(String names) {
        List<String> others = names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
        return new Coverage(CAPTURED, /* loopback= */ true, /* everything= */ false)
                .missing(Set.copyOf(others))
                .leavingOut(new LeftOut(CAPTURED.size(), others));
    }

    private static Routes by(String leading) {
        return address -> Optional.of(leading)
                .filter(name -> !name.isEmpty())
                .map(name -> new Route(name, Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest(name = "that leaves out {0}, with a way by {1}: {2}")
    @CsvSource({
        "'',          eth0,  NO_MEDIA, '',                                                                ''",
        "veth1 veth2, eth0,  UNPROVEN, 2 of 4 interfaces are not captured (the limit is 2): veth1; veth2, --interface eth0;",
        "veth1,       veth1, UNPROVEN, 'veth1, which leads to it, is not captured',                       --interface veth1;",
        "veth1,       '',    UNPROVEN, 1 of 3 interfaces is not captured,                                 --interface NAME",
        "'',          veth1, UNPROVEN, 'veth1, which leads to it, is not captured',                       as without --interface",
    })
    void noMediaIsProvenOnlyWhereAllAreCaptured(
            String others, String leading, Verdict verdict, String reason, String cure) {
        InetAddress camera = new InetSocketAddress(Traffic.CAMERA, 0).getAddress();
        Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(camera), START);

        List<CameraVerdict> cameras =
                verdicts.judge(START.plusSeconds(15), leavingOut(others), TestHost.of(by(leading)));

        Finding finding = cameras.get(0).finding();
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.reason()).contains(reason.replace(";", ","));
        assertThat(finding.cure().orElse("")).contains(cure);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(finding.causes()).containsExactly(Cause.NOT_CAPTURED);
        }
    }

    @ParameterizedTest(name = "that leaves out {0}, with a way by {1}: {2}")
    @CsvSource({
        "'',    '',    SILENT,   ''",
        "veth1, eth0,  SILENT,   ''",
        "veth1, '',    UNPROVEN, 'the kernel''s way to 10.77.0.2 is not known, and 1 of 3 interfaces is not captured'",
        "veth1, veth1, UNPROVEN, 'veth1, which leads to 10.77.0.2, is not captured'",
    })
    void silenceIsProvenWhereTheWayToTheCameraIsKnownAndCaptured(
            String others, String leading, Verdict verdict, String reason) {
        Traffic traffic = new Traffic();
        traffic.flow(9, () -> {});

        Finding finding = traffic.verdicts
                .judge(traffic.now, leavingOut(others), TestHost.of(by(leading)))
                .get(0)
                .finding();

        assertThat(finding.verdict()).as(finding.reason()).isEqualTo(verdict);
        assertThat(finding.reason()).contains(reason);
    }

    @ParameterizedTest(name = "or of which it was told one while {0} are up, a next hop {1}: {2}")
    @CsvSource({
        "'',          FAILED,   NO_MEDIA, it does not answer on eth0 either",
        "veth1 veth2, FAILED,   UNPROVEN, 'it does not answer on eth0 either, but it may come by an interface that is not captured: veth1, veth2'",
        "veth1,       RESOLVED, UNPROVEN, 'within 15.0 s, but it may come by an interface that is not captured: veth1'",
    })
    void rtpMayComeByAnotherInterfaceThanLeadsBack(
            String others, Neighbour.State state, Verdict verdict, String reason) {
        InetAddress camera = new InetSocketAddress(Traffic.CAMERA, 0).getAddress();
        Verdicts verdicts = new Verdicts(WatchRules.DEFAULT, new PortRange(40_000, 40_999), List.of(camera), START);
        Coverage coverage = new Coverage(CAPTURED, /* loopback= */ true, /* everything= */ false)
                .missing(others.isEmpty() ? Set.of() : Set.of(others.split(" ", -1)));
        Host host = new Host(
                by("eth0"), address -> Optional.of(new Neighbour("eth0", state)), Firewall.unread("it was not read"));

        Finding finding =
                verdicts.judge(START.plusSeconds(15), coverage, host).get(0).finding();

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.reason()).endsWith(reason);
        if (verdict == Verdict.UNPROVEN) {
            assertThat(finding.causes()).containsExactly(Cause.NOT_CAPTURED);
            assertThat(finding.cure().orElse("")).startsWith("watch every interface");
        }
    }

    @Test
    void feedbackThatStoppedIsNotSaidNeverToHaveBeenSeen() {
        Traffic traffic = new Traffic();
        traffic.flow(3, traffic::delivered).flow(14, () -> {});

        Finding finding = traffic.verdicts
                .judge(
                        traffic.now,
                        new Coverage(Set.of("eth0"), /* loopback= */ false, /* everything= */ false),
                        TestHost.of(by("eth0")))
                .get(0)
                .finding();

        assertThat(finding.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(finding.reason())
                .isEqualTo("no RTCP was seen for 10.77.0.2:5006 in the last 14.1 s (before, it was delivered),"
                        + " but lo is not captured, where it would be trapped");
    }

    /** As a bridge and its port: as long as one of them is there, the camera may have stopped as well. */
    @ParameterizedTest(name = "of eth0 and br0, by which it came, {0} vanished: {1}")
    @CsvSource({"eth0, CAMERA_STOPPED", "eth0 br0, INTERFACE_DOWN"})
    void rtpEndedForAnInterfaceThatVanishedOnlyWhereItCameByNoOther(String gone, Cause cause) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 90; i++) {
            for (String name : List.of("eth0", "br0")) {
                traffic.datagram(
                        name,
                        Direction.IN,
                        Traffic.CAMERA,
                        5_006,
                        Traffic.SERVER,
                        40_000,
                        Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, i)));
            }
            traffic.pass(Duration.ofMillis(100));
        }
        traffic.pass(Duration.ofSeconds(30));

        Finding finding = traffic.verdicts
                .judge(traffic.now, Coverage.all().afterLosing(Set.of(gone.split(" ", -1))), traffic.host())
                .get(0)
                .finding();

        assertThat(finding.verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(finding.causes()).as(finding.reason()).containsExactly(cause);
    }
}
