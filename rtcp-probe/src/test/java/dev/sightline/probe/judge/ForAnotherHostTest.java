package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.TestPackets;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RTP in frames for another host's link address")
class ForAnotherHostTest {
    private static final String OTHER_SERVER = "10.77.0.5";
    private static final String OTHER_CAMERA = "10.77.0.3";

    private final Traffic traffic = new Traffic();
    private int sequence;

    /** As a switch floods it. */
    private void flooded(Direction direction) {
        traffic.datagram(
                "eth0",
                direction,
                OTHER_CAMERA,
                5_006,
                OTHER_SERVER,
                40_000,
                Unpooled.wrappedBuffer(TestPackets.rtp(7, sequence++)));
    }

    @Test
    void isDiscardedByTheKernelThoughItIsForThisHostsAddress() {
        traffic.isForAnother = true;
        traffic.flow(10, () -> {});

        CameraVerdict camera = traffic.judge();
        assertThat(camera.verdict()).isEqualTo(Verdict.NO_MEDIA);
        assertThat(camera.finding().causes()).containsExactly(Cause.FOR_ANOTHER_HOST);
        assertThat(camera.finding().reason()).contains("for 10.77.0.1:40000 is seen on eth0", "kernel discards it");
        assertThat(camera.finding().cure())
                .hasValueSatisfying(cure -> assertThat(cure).contains("arping -D -I INTERFACE 10.77.0.1"));
    }

    @Test
    void isNoMatterWhereItsFeedbackLeavesAllTheSame() {
        traffic.isForAnother = true;
        traffic.flow(10, traffic::delivered);

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isNoCameraOfThisHostWhereItIsForAnotherAddressToo() {
        traffic.flow(10, () -> {
            traffic.delivered();
            traffic.isForAnother = true;
            flooded(Direction.UNKNOWN);
            traffic.isForAnother = false;
        });

        assertThat(traffic.verdicts.judge(traffic.now, Coverage.all(), traffic.host()))
                .singleElement()
                .satisfies(camera -> assertThat(camera.verdict()).isEqualTo(Verdict.DELIVERED));
    }

    @Test
    void isSaidOfACameraThatIsAskedFor() {
        Verdicts verdicts = new Verdicts(
                WatchRules.DEFAULT,
                new PortRange(40_000, 40_999),
                List.of(new InetSocketAddress(OTHER_CAMERA, 0).getAddress()),
                traffic.start);
        traffic.tap = Optional.of(verdicts::seen);
        traffic.isForAnother = true;
        traffic.flow(10, () -> flooded(Direction.UNKNOWN));

        assertThat(verdicts.judge(traffic.now, Coverage.all(), traffic.host()))
                .filteredOn(camera -> camera.camera().getHostAddress().equals(OTHER_CAMERA))
                .singleElement()
                .satisfies(camera -> assertThat(camera.finding().causes()).containsExactly(Cause.FOR_ANOTHER_HOST));
    }

    @Test
    void isJudgedWhereThisHostHandsItOn() {
        traffic.isForAnother = true;
        traffic.flow(
                10,
                () -> traffic.datagram(
                        "vnet0",
                        Direction.UNKNOWN,
                        Traffic.CAMERA,
                        5_006,
                        Traffic.SERVER,
                        40_000,
                        Unpooled.wrappedBuffer(TestPackets.rtp(Traffic.SSRC, sequence++))));

        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.SILENT);
    }

    @Test
    void isJudgedAgainOnceItComesForThisHost() {
        traffic.isForAnother = true;
        traffic.flow(5, () -> {});
        traffic.isForAnother = false;
        traffic.flow(5, traffic::delivered);
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.DELIVERED);

        traffic.pass(Duration.ZERO).isForAnother = true;
        traffic.flow(10, () -> {});
        assertThat(traffic.judge().verdict()).isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void isLeftOutOfACaptureThatHoldsOtherCameras() {
        PortRange all = new PortRange(1, 65_535);
        Verdicts capture = new Verdicts(WatchRules.DEFAULT, all, List.of(), traffic.start, /* retrospective= */ true);
        traffic.tap = Optional.of(capture::seen);
        traffic.flow(10, () -> {
            traffic.isForAnother = true;
            flooded(Direction.IN);
            traffic.isForAnother = false;
        });

        assertThat(capture.judge(traffic.now, Coverage.all(), traffic.host()))
                .extracting(camera -> camera.camera().getHostAddress())
                .containsExactly(Traffic.CAMERA);
    }
}
