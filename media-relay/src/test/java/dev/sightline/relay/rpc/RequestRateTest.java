package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RequestRate rate = new RequestRate(10, 0);

    @Test
    void letsABurstOfOneSecondPassAndThenOneAtATime() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.acquire(0)).isZero();
        }

        assertThat(rate.acquire(0)).isEqualTo(SECOND / 10);
        assertThat(rate.acquire(SECOND / 10)).isZero();
        assertThat(rate.acquire(SECOND / 10)).isEqualTo(SECOND / 10);
    }

    @Test
    void savesNoMoreThanOneSecond() {
        long later = 100 * SECOND;
        for (int i = 0; i < 10; i++) {
            assertThat(rate.acquire(later)).isZero();
        }

        assertThat(rate.acquire(later)).isPositive();
    }
}
