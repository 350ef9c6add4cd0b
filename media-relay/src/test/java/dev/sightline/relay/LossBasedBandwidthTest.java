package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossBasedBandwidthTest {
    private static final VideoBandwidth UNBOUND = new VideoBandwidth(0, 0, 0, 0);

    private final LossBasedBandwidth bandwidth = new LossBasedBandwidth();
    private long now;

    @Test
    void growsByEightPercentASecondWithoutLoss() {
        long start = after(0, UNBOUND, 0);
        long later = start;
        for (int i = 0; i < 20; i++) {
            later = after(500, UNBOUND, 0.01);
        }
        assertThat(later / (double) start).isCloseTo(Math.pow(1.08, 10), within(0.01));
    }

    @Test
    void holdsWithALittleLoss() {
        long start = after(0, UNBOUND, 0);

        assertThat(after(500, UNBOUND, 0.05)).isEqualTo(start);
    }

    @Test
    void shrinksByHalfOfMuchLoss() {
        long start = after(0, UNBOUND, 0);

        assertThat((double) after(500, UNBOUND, 0.4)).isCloseTo(start * 0.8, within(2.0));
    }

    @Test
    void shrinksAtMostOnceIn300Milliseconds() {
        long start = after(0, UNBOUND, 0);
        long less = after(500, UNBOUND, 0.4);
        assertThat(after(100, UNBOUND, 0.4)).isEqualTo(less);
        assertThat(after(199, UNBOUND, 0.4)).isEqualTo(less);

        assertThat((double) after(1, UNBOUND, 0.4)).isCloseTo(start * 0.64, within(2.0));
    }

    @Test
    void neverLeavesItsBounds() {
        VideoBandwidth bounds = new VideoBandwidth(500, 900, 0, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(after(1_000, bounds, 0)).isBetween(500_000L, 900_000L);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(after(1_000, bounds, 0.9)).isBetween(500_000L, 900_000L);
        }
        assertThat(after(1_000, bounds, 0.9)).isEqualTo(500_000L);
    }

    private long after(long millis, VideoBandwidth bounds, double loss) {
        now += millis * 1_000_000;
        return bandwidth.update(loss, bounds, now);
    }
}
