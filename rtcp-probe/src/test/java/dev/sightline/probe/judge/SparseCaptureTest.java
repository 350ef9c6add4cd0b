package dev.sightline.probe.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In a sparse capture of many streams")
class SparseCaptureTest {
    private static final int CAMERAS = 400;
    private static final String VIEWER = "10.78.0.1";

    private final Traffic traffic = new Traffic();
    private final Verdicts verdicts = new Verdicts(
            WatchRules.DEFAULT, new PortRange(1, 65_535), List.of(), traffic.start, /* retrospective= */ true);
    private int laidSideBySide;

    SparseCaptureTest() {
        traffic.tap = Optional.of(verdicts::seen);
    }

    private void pass(Duration time) {
        traffic.pass(time);
        laidSideBySide += verdicts.settle(traffic.now, Coverage.all(), traffic.host());
    }

    private void camera(int number) {
        for (int packet = 0; packet < 8; packet++) {
            traffic.rtp("10.79." + number / 250 + "." + (1 + number % 250), 5_006, 40_000);
        }
    }

    private void others(int steps) {
        for (int step = 0; step < steps; step++) {
            pass(Duration.ofMillis(1_100));
        }
    }

    @Test
    void whatEndedIsJudgedOnceHoweverLongItGoesOn() {
        for (int number = 0; number < CAMERAS; number++) {
            camera(number);
        }
        others(1_000);

        assertThat(laidSideBySide).isEqualTo(CAMERAS);
    }

    @Test
    void aViewersStreamIsLookedAtOnceHoweverLongItGoesOn() {
        traffic.datagram("eth0", Direction.IN, VIEWER, 6_000, Traffic.SERVER, 40_000, stun(0x0001));
        traffic.datagram("eth0", Direction.OUT, Traffic.SERVER, 40_000, VIEWER, 6_000, stun(0x0101));
        for (int packet = 0; packet < 30; packet++) {
            traffic.rtp(VIEWER, 6_000, 40_000);
        }
        others(1_000);

        assertThat(laidSideBySide).isEqualTo(1);
        assertThat(verdicts.judge(traffic.now, Coverage.all(), traffic.host())).isEmpty();
    }

    @Test
    void oneThatGoesOnIsJudgedAgainWhenThatEnds() {
        camera(1);
        others(20);
        camera(1);
        others(20);

        assertThat(laidSideBySide).isEqualTo(2);
        assertThat(verdicts.judge(traffic.now, Coverage.all(), traffic.host()))
                .singleElement()
                .satisfies(camera -> assertThat(camera.verdict()).isEqualTo(Verdict.UNPROVEN));
    }

    private static ByteBuf stun(int type) {
        return Unpooled.buffer()
                .writeShort(type)
                .writeShort(0)
                .writeInt(0x2112_a442)
                .writeZero(12);
    }
}
