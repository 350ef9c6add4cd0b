package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Host;
import dev.sightline.probe.host.OpenSockets;
import dev.sightline.probe.host.ReversePathFilter;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.IcmpError.Kind;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What this host answers a camera")
class RefusedInTest {
    private final Traffic traffic = new Traffic();
    private int ticks;

    /** RTP, and an answer to it once a second. */
    private void refused(int seconds, Kind kind, Direction direction, String reporter, int from, int to) {
        traffic.flow(seconds, () -> {
            if (ticks++ % 10 == 0) {
                traffic.verdicts.seen(new IcmpError(
                        traffic.now,
                        "eth0",
                        direction,
                        kind,
                        new InetSocketAddress(reporter, 0).getAddress(),
                        new InetSocketAddress(Traffic.CAMERA, from),
                        new InetSocketAddress(Traffic.SERVER, to),
                        Optional.empty(),
                        /* hopLimit= */ 0,
                        LinkEnds.UNKNOWN));
            }
        });
    }

    /** RTCP that leaves is sent without any report. */
    @Test
    void isBesideTheReasonWhereItIsAReportAndRtcpLeavesForTheWrongPlace() {
        traffic.flow(8, () -> {
            traffic.report(Traffic.CAMERA, 5_007, 40_001, "camera");
            traffic.feedback("eth0", 40_001, "10.77.0.9", 5_007);
            if (ticks++ % 10 == 0) {
                traffic.verdicts.seen(new IcmpError(
                        traffic.now,
                        "eth0",
                        Direction.OUT,
                        Kind.PROHIBITED,
                        new InetSocketAddress(Traffic.SERVER, 0).getAddress(),
                        new InetSocketAddress(Traffic.CAMERA, 5_007),
                        new InetSocketAddress(Traffic.SERVER, 40_001),
                        Optional.empty(),
                        /* hopLimit= */ 0,
                        LinkEnds.UNKNOWN));
            }
        });

        CameraVerdict camera = judge(0);

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(Verdict.SILENT);
        assertThat(camera.finding().causes()).containsExactly(Cause.WRONG_HOST, Cause.DROPPED_IN);
        assertThat(camera.finding().reason()).contains("; besides, this host's firewall refuses the camera's RTCP");
    }

    private CameraVerdict judge(int openSince) {
        return judge(openSince, /* known= */ true);
    }

    private CameraVerdict judge(int openSince, boolean known) {
        OpenSockets sockets = new OpenSockets() {
            @Override
            public Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination) {
                return Optional.of(openSince).filter(at -> at >= 0).map(traffic.start::plusSeconds);
            }

            @Override
            public boolean areKnown(InetSocketAddress destination) {
                return known && destination.getPort() == 40_000;
            }
        };
        Host host = traffic.host();
        return traffic.verdicts
                .judge(
                        traffic.now,
                        Coverage.all(),
                        new Host(host.routes(), host.neighbours(), host.firewall(), ReversePathFilter.UNKNOWN, sockets))
                .get(0);
    }

    @ParameterizedTest(name = "{0} {1} by {2}, a socket open since {3}: {4}")
    @CsvSource({
        "PROHIBITED, OUT, 10.77.0.1, -1, BLOCKED",
        "PROHIBITED, UNKNOWN, 10.77.0.1, -1, BLOCKED",
        "PROHIBITED, IN, 10.77.0.1, -1, SILENT",
        "PROHIBITED, OUT, 10.77.0.254, -1, SILENT",
        "PORT_UNREACHABLE, OUT, 10.77.0.1, 0, BLOCKED",
        "PORT_UNREACHABLE, OUT, 10.77.0.1, 7, SILENT",
        "PORT_UNREACHABLE, OUT, 10.77.0.1, -1, SILENT",
        "HOST_UNREACHABLE, OUT, 10.77.0.1, 0, BLOCKED",
        "HOST_UNREACHABLE, OUT, 10.77.0.1, -1, SILENT",
        "NETWORK_UNREACHABLE, OUT, 10.77.0.1, 0, BLOCKED",
        "TIME_EXCEEDED, OUT, 10.77.0.1, 0, SILENT",
    })
    void isItsFirewallsWhereNothingElseAnswersSo(
            Kind kind, Direction direction, String reporter, int openSince, Verdict expected) {
        refused(8, kind, direction, reporter, 5_006, 40_000);

        CameraVerdict camera = judge(openSince);

        assertThat(camera.verdict()).as(camera.finding().reason()).isEqualTo(expected);
        if (expected == Verdict.BLOCKED) {
            assertThat(camera.finding().causes()).containsExactly(Cause.DROPPED_IN);
            assertThat(camera.finding().reason()).contains("RTP from 10.77.0.2:5006", "this host itself refuses it");
        }
    }

    /** As a socket for any address of IPv6 may be open there, which takes IPv4 or not. */
    @ParameterizedTest(name = "its sockets known {0}")
    @ValueSource(booleans = {true, false})
    void mayBeItsFirewallsWhereItIsNotKnownWhatListens(boolean known) {
        refused(8, Kind.PORT_UNREACHABLE, Direction.OUT, Traffic.SERVER, 5_006, 40_000);

        CameraVerdict camera = judge(-1, known);

        assertThat(camera.finding().causes()).containsExactly(Cause.MEDIA_SERVER_GONE);
        assertThat(camera.finding().reason().contains("ss -lun")).isEqualTo(!known);
    }

    @Test
    void isToldOfReportsToo() {
        traffic.flow(1, () -> traffic.report(Traffic.CAMERA, 5_007, 40_001, "c"));
        refused(8, Kind.PROHIBITED, Direction.OUT, Traffic.SERVER, 5_007, 40_001);

        assertThat(judge(-1).finding().reason()).contains("the camera's RTCP arrives for 10.77.0.1:40001");
    }

    @Test
    void isOverWithTheFeedback() {
        refused(4, Kind.PROHIBITED, Direction.OUT, Traffic.SERVER, 5_006, 40_000);
        traffic.flow(2, () -> traffic.feedback("eth0", 40_001, Traffic.CAMERA, 5_007));

        assertThat(judge(-1).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isOverAWhileAfterTheLastAnswer() {
        refused(4, Kind.PROHIBITED, Direction.OUT, Traffic.SERVER, 5_006, 40_000);
        assertThat(judge(-1).verdict()).isEqualTo(Verdict.BLOCKED);
        traffic.flow(10, () -> {});
        traffic.pass(Duration.ofMillis(100));

        assertThat(judge(-1).verdict()).isEqualTo(Verdict.SILENT);
    }
}
