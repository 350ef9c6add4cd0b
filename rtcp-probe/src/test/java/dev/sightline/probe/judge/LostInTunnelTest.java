package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.OpenSockets;
import dev.sightline.probe.host.ReversePathFilter;
import dev.sightline.probe.host.Tunnel;
import dev.sightline.probe.host.TunnelCount;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RTCP that goes into a tunnel")
class LostInTunnelTest {
    private final Traffic traffic = new Traffic();
    private Tunnel tunnel = to("10.1.0.2");

    private static Tunnel to(String farEnd) {
        return new Tunnel(
                "eth0",
                "vxlan",
                Set.of("br0"),
                Optional.of(new InetSocketAddress(farEnd, 0).getAddress()),
                OptionalInt.of(4_789));
    }

    private Instant at(double seconds) {
        return traffic.start.plusMillis((long) (1_000 * seconds));
    }

    private CameraVerdict judge(TunnelCount count) {
        Host host = traffic.host();
        return traffic.verdicts
                .judge(
                        traffic.now,
                        Coverage.all(),
                        new Host(
                                host.routes(),
                                host.neighbours(),
                                host.firewall(),
                                ReversePathFilter.UNKNOWN,
                                OpenSockets.UNKNOWN,
                                name -> Optional.of(count).filter(some -> name.equals("eth0"))))
                .get(0);
    }

    private TunnelCount lost(double since, double until, boolean neverSent, long dropped, long failed) {
        return new TunnelCount(tunnel, at(since), at(until), neverSent, dropped, failed);
    }

    @ParameterizedTest(
            name = "{0} s of RTCP, nothing sent from {1} to {2} s (never: {3}), {4} dropped, {5} failed: {6}")
    @CsvSource({
        "4,  -1,  3.9,  true,  40, 0,  BLOCKED",
        "4,  -1,  3.9,  false, 40, 0,  BLOCKED",
        "4,  -1,  3.9,  true,  0,  40, BLOCKED",
        "4,  1,   3.9,  true,  30, 0,  BLOCKED",
        "4,  1,   3.9,  false, 30, 0,  DELIVERED",
        "12, 3,   11.9, false, 90, 0,  BLOCKED",
        "12, 5,   11.9, false, 70, 0,  DELIVERED",
        "4,  -1,  3.9,  true,  2,  0,  DELIVERED",
        "4,  -1,  3.9,  true,  0,  0,  DELIVERED",
        "4,  3.9, 3.9,  false, 0,  0,  DELIVERED",
        "12, -1,  3,    true,  40, 0,  DELIVERED",
        "1,  -1,  0.9,  true,  10, 0,  UNPROVEN",
        "1,  -1,  -0.5, true,  0,  0,  UNPROVEN",
        "3,  -1,  -0.5, true,  0,  0,  DELIVERED",
        "6,  5,   5.9,  true,  20, 0,  UNPROVEN",
    })
    void isBlockedWhereItsCountersSayThatNothingLeft(
            double seconds,
            double since,
            double until,
            boolean neverSent,
            long dropped,
            long failed,
            Verdict expected) {
        traffic.flow(seconds, traffic::delivered);

        CameraVerdict camera = judge(lost(since, until, neverSent, dropped, failed));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        assertThat(camera.finding().causes().contains(Cause.TUNNEL_DROPS)).isEqualTo(expected == Verdict.BLOCKED);
    }

    @Test
    void isToldWithTheTunnelItsCountersAndTheCure() {
        traffic.flow(4, traffic::delivered);

        CameraVerdict camera = judge(lost(-1, 3.9, true, 40, 1));

        assertThat(camera.finding().reason())
                .contains(
                        "40 RTCP datagrams",
                        "for 10.77.0.2:5007 went into the tunnel eth0 (vxlan to 10.1.0.2)",
                        "in 4.9 s it sent nothing, dropped 40 packets and could not send 1");
        assertThat(camera.finding().cure().orElse(""))
                .startsWith("let the tunnel's own packets leave")
                .contains("udp dport 4789", "nft list ruleset", "ip route get 10.1.0.2", "ip -s link show eth0");
        assertThat(camera.finding().since()).isEqualTo(at(0));
    }

    @ParameterizedTest(name = "to {0}, {1} dropped, {2} failed: {3}")
    @CsvSource({
        "10.1.0.2, 40, 1,  let the tunnel's own packets leave",
        "10.1.0.2, 1,  40, give this host a route to the tunnel's far end (ip route get 10.1.0.2",
        "fd00::2,  1,  40, let the tunnel's own packets leave",
    })
    void isMendedByARouteWhereThatIsWhatItsCountersTell(String farEnd, long dropped, long failed, String cure) {
        tunnel = to(farEnd);
        traffic.flow(4, traffic::delivered);

        assertThat(judge(lost(-1, 3.9, true, dropped, failed)).finding().cure().orElse(""))
                .startsWith(cure);
    }

    @Test
    void isLostWhereItComesEveryFiveSeconds() {
        traffic.flow(16, () -> {
            if (traffic.now.toEpochMilli() % 5_000 == 0) {
                traffic.delivered();
            }
        });

        assertThat(judge(lost(-1, 15.9, false, 4, 0)).verdict()).isEqualTo(Verdict.BLOCKED);
    }

    @ParameterizedTest(name = "seen on {0}, too: {1}")
    @CsvSource({"br0, BLOCKED", "eth1, DELIVERED"})
    void mayLeaveByAnInterfaceThatIsNotAboveTheTunnel(String other, Verdict expected) {
        traffic.tap = Optional.of(datagram -> traffic.verdicts.seen(on(other, datagram)));
        traffic.flow(4, traffic::delivered);

        CameraVerdict camera = judge(lost(-1, 3.9, true, 40, 0));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
    }

    /** As that of a virtual machine, which this host bridges. */
    @Test
    void mayHaveComeInByAnotherInterface() {
        traffic.tap = Optional.of(datagram -> traffic.verdicts.seen(on("vnet0", datagram)));
        for (int i = 0; i < 40; i++) {
            ByteBuf rtp = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, i));
            traffic.datagram("eth0", Direction.UNKNOWN, Traffic.CAMERA, 5_006, Traffic.SERVER, 40_000, rtp);
            ByteBuf report = Unpooled.buffer();
            RtcpCompound.write(
                    report, List.of(new ReceiverReport(1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, i, 0, 0, 0)))));
            rtcp("vnet0", Direction.IN, report);
            rtcp("eth0", Direction.OUT, report.duplicate());
            traffic.pass(Duration.ofMillis(100));
        }

        CameraVerdict camera = judge(lost(-1, 3.9, true, 40, 0));

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.BLOCKED);
    }

    private void rtcp(String on, Direction direction, ByteBuf report) {
        traffic.verdicts.seen(new Datagram(
                traffic.now,
                on,
                direction,
                new InetSocketAddress(Traffic.SERVER, 40_001),
                new InetSocketAddress(Traffic.CAMERA, 5_007),
                report,
                false));
    }

    private static Datagram on(String other, Datagram datagram) {
        return new Datagram(
                datagram.at(),
                other,
                datagram.direction(),
                datagram.source(),
                datagram.destination(),
                datagram.payload(),
                datagram.truncated(),
                datagram.hopLimit(),
                /* forAnother= */ false);
    }

    @Test
    void isDeliveredFromWhenTheTunnelSendsAgain() {
        traffic.flow(4, traffic::delivered);
        judge(lost(-1, 3.9, true, 40, 0));
        traffic.flow(2, traffic::delivered);

        CameraVerdict camera = judge(lost(5.9, 5.9, false, 0, 0));

        assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(camera.finding().since()).isEqualTo(traffic.now);
        assertThat(camera.history()).extracting(found -> found.verdict()).isEqualTo(List.of(Verdict.BLOCKED));
    }

    @Test
    void staysBlockedWhileTheCountersCannotBeRead() {
        traffic.flow(4, traffic::delivered);
        judge(lost(-1, 3.9, true, 40, 0));
        traffic.flow(8, traffic::delivered);

        assertThat(judge(lost(-1, 3.9, true, 40, 0)).verdict()).isEqualTo(Verdict.BLOCKED);
    }

    @Test
    void isNothingToWhatComesByIt() {
        traffic.flow(4, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));

        assertThat(judge(lost(-1, 3.9, true, 40, 0)).finding().causes()).doesNotContain(Cause.TUNNEL_DROPS);
    }
}
