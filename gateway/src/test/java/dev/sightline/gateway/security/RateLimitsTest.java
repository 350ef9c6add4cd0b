package dev.sightline.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong clock = new AtomicLong();
    private final RateLimits limits = new RateLimits(2, clock::get);

    @Test
    void aBurstIsTakenAndThenSoManyPerSecond() throws Exception {
        InetAddress busy = address(1);
        for (int i = 0; i < 20; i++) {
            assertThat(limits.take(busy)).isTrue();
        }
        assertThat(limits.take(busy)).isFalse();
        assertThat(limits.take(address(2))).as("others are not held back").isTrue();

        clock.addAndGet(1_000_000_000L);

        assertThat(limits.take(busy)).isTrue();
        assertThat(limits.take(busy)).isTrue();
        assertThat(limits.take(busy)).isFalse();
    }

    @Test
    void beyondSoManyBusyAddressesStrangersWaitAndQuietOnesAreForgotten() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            assertThat(limits.take(address(i))).isTrue();
        }
        assertThat(limits.take(address(10_001))).isFalse();
        assertThat(limits.take(address(5))).as("who is known goes on").isTrue();

        clock.addAndGet(10_000_000_000L);

        assertThat(limits.take(address(10_001))).isTrue();
    }

    private static InetAddress address(int number) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
    }
}
