package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A media server behind an address translation of this host")
class TranslatedServerTest {
    private static final String CONTAINER = "172.17.0.2";

    private final Traffic traffic = new Traffic();
    private int sequence;
    private int reports;

    /** The camera's RTP on the host's link, and the same on the container's. */
    private void rtp() {
        ByteBuf packet = Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++));
        traffic.datagram("eth0", Direction.IN, Traffic.CAMERA, 5_006, Traffic.SERVER, 40_000, packet);
        traffic.datagram("docker0", Direction.UNKNOWN, Traffic.CAMERA, 5_006, CONTAINER, 40_000, packet.duplicate());
    }

    private ByteBuf report() {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(new ReceiverReport(
                        1, List.of(new ReportBlock(Traffic.SSRC, 0, 0, sequence, reports++, 0, 0)))));
        return out;
    }

    private void flow(double seconds, Runnable with) {
        for (int i = 0; i < 10 * seconds; i++) {
            rtp();
            if (i % 5 == 0) {
                with.run();
            }
            traffic.pass(Duration.ofMillis(100));
        }
    }

    private void fromContainer(Direction direction, String to, int port, ByteBuf report) {
        traffic.datagram("docker0", direction, CONTAINER, 40_001, to, port, report);
    }

    private CameraVerdict judge() {
        return traffic.judge();
    }

    @ParameterizedTest(name = "from port {0}")
    @ValueSource(ints = {40_001, 61_001})
    void isCreditedWithWhatLeavesThisHostForTheCameraFromWhateverPort(int translatedPort) {
        flow(9, () -> {
            ByteBuf report = report();
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report);
            traffic.datagram(
                    "eth0", Direction.OUT, Traffic.SERVER, translatedPort, Traffic.CAMERA, 5_007, report.duplicate());
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(judge().finding().reason()).contains("left by eth0 for 10.77.0.2:5007");
        assertThat(judge().streams()).hasSize(1);
    }

    @Test
    void isNamedWhereNothingIsSeenForWhatItSendsToItsOwnLoIsNot() {
        flow(9, () -> {});

        assertThat(judge().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(judge().finding().causes()).startsWith(Cause.BEHIND_TRANSLATION);
        assertThat(judge().finding().reason())
                .contains("behind a translation to 172.17.0.2:40000 by docker0", "cannot be seen from here");
        assertThat(judge().finding().cure().orElse("")).contains("nsenter -t PID -n", "40000-40001");
    }

    @Test
    void isTrappedWhereItSendsToItsHost() {
        flow(9, () -> fromContainer(Direction.IN, Traffic.SERVER, 5_007, report()));

        assertThat(judge().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(judge().finding().causes()).containsExactly(Cause.LOOPED_BACK);
        assertThat(judge().finding().cure().orElse("")).contains("camera-address");
    }

    @Test
    void isNotCalledDeliveredByWhatDoesNotLeaveThisHost() {
        flow(9, () -> fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report()));

        assertThat(judge().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(judge().finding().causes()).containsExactly(Cause.NOT_CAPTURED);
        assertThat(judge().finding().reason()).contains("nothing was seen leaving from ports 40000-40999");
        assertThat(judge().finding().cure().orElse("")).contains("1024-65535", "forward");
    }

    @Test
    void isBlockedWhereARuleOfThisHostDropsWhatItForwards() {
        flow(9, () -> {
            fromContainer(Direction.UNKNOWN, Traffic.CAMERA, 5_007, report());
            InetSocketAddress from = new InetSocketAddress(CONTAINER, 40_001);
            InetSocketAddress to = new InetSocketAddress(Traffic.CAMERA, 5_007);
            traffic.drops.clear();
            traffic.drops.add(new FirewallDrop(
                    FirewallDrop.Way.FORWARD,
                    "inet fw forward: drop",
                    9,
                    traffic.start,
                    traffic.now,
                    Optional.of(from),
                    Optional.of(to),
                    FirewallDrop.Content.RTCP));
        });

        assertThat(judge().verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(judge().finding().causes()).containsExactly(Cause.DROPPED_OUT);
        assertThat(judge().finding().reason()).contains("(9 packets of a traced sample)");
    }

    @Test
    void isNotTakenForOneWhereTheCameraSendsSomethingElseToAnotherHostBesides() {
        traffic.flow(
                9,
                () -> traffic.datagram(
                        "docker0",
                        Direction.UNKNOWN,
                        Traffic.CAMERA,
                        5_006,
                        CONTAINER,
                        40_000,
                        Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, 30_000 + sequence++))));

        assertThat(judge().streams()).hasSize(2);
        assertThat(judge().finding().causes()).doesNotContain(Cause.BEHIND_TRANSLATION);
    }
}
