package dev.sightline.gateway.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.config.RateRule;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final String YAML = """
        limits:
          rates: {logins: {count: 20, seconds: 10}}
          maxRemembered: 1000
          sharedAddresses: [{network: 203.0.113.0/24, hosts: 3}]
        """;

    private final AtomicLong clock = new AtomicLong();
    private final List<RateRule> refused = new ArrayList<>();
    private final RateLimits limits = limits();

    @Test
    void aBurstIsTakenAndThenSoManyPerSecond() throws Exception {
        assertThat(taken(30, "192.0.2.1")).isEqualTo(20);
        assertThat(taken(1, "192.0.2.2")).as("others are not held back").isEqualTo(1);
        assertThat(refused).hasSize(10).containsOnly(RateRule.LOGINS);

        pass(Duration.ofSeconds(1));

        assertThat(taken(10, "192.0.2.1")).isEqualTo(2);
    }

    @Test
    void itIsToldHowLongToWaitAndManyAreToldDifferentTimes() throws Exception {
        taken(20, "192.0.2.1");
        TooMany tooMany = limits.take(RateRule.LOGINS, address("192.0.2.1")).orElseThrow();

        assertThat(tooMany.patience()).isEqualTo(Duration.ofMillis(500));
        Set<String> told =
                IntStream.range(0, 200).mapToObj(i -> tooMany.retryAfter()).collect(Collectors.toSet());
        assertThat(told).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void oneNetworkOf64BitsCountsAsOneHost() throws Exception {
        assertThat(taken(15, "2001:db8:0:1::1") + taken(15, "2001:db8:0:1:ffff::2"))
                .isEqualTo(20);
        assertThat(taken(15, "2001:db8:0:2::1")).isEqualTo(15);
    }

    @Test
    void addressThatManyShareCountsForThem() throws Exception {
        assertThat(taken(100, "203.0.113.9")).isEqualTo(60);
        assertThat(taken(100, "203.0.114.9")).isEqualTo(20);
    }

    @Test
    void nobodyUsesUpWhatIsSomebodyElsesOfTheSameName() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(limits.take(RateRule.LOGINS, address("192.0.2.1"), "door"))
                    .isEmpty();
        }
        assertThat(limits.take(RateRule.LOGINS, address("192.0.2.1"), "door")).isPresent();
        assertThat(limits.take(RateRule.LOGINS, address("192.0.2.2"), "door")).isEmpty();
        assertThat(limits.take(RateRule.LOGINS, address("192.0.2.1"), "yard")).isEmpty();
    }

    @Test
    void whoIsEmptyStaysEmptyHoweverManyOthersCome() throws Exception {
        assertThat(taken(30, "192.0.2.1")).isEqualTo(20);
        crowd(100_000);

        assertThat(taken(1, "192.0.2.1")).isZero();
    }

    @Test
    void whoIsKnownGoesOnAndStrangersShareWhenAllPlacesAreTaken() throws Exception {
        assertThat(taken(2, "192.0.2.1")).isEqualTo(2);
        crowd(1000);
        assertThat(limits.remembered(RateRule.LOGINS)).isEqualTo(1000);

        assertThat(taken(1, "192.0.2.1")).isEqualTo(1);
        assertThat(taken(30, "198.51.100.7")).as("a stranger").isEqualTo(20);
        int served = 0;
        for (int i = 0; i < 1000; i++) {
            served += taken(1, "198.51.101." + i % 256);
        }
        assertThat(served)
                .as("one greedy stranger does not lock the others out")
                .isGreaterThan(900);
        assertThat(limits.remembered(RateRule.LOGINS)).isEqualTo(1000);
    }

    @Test
    void whoIsFullAgainIsForgotten() throws Exception {
        crowd(1000);
        pass(Duration.ofSeconds(3));

        assertThat(taken(1, "192.0.2.1")).isEqualTo(1);
        assertThat(limits.remembered(RateRule.LOGINS)).isEqualTo(1);
    }

    @Test
    void everyRuleHasItsOwn() throws Exception {
        taken(30, "192.0.2.1");
        assertThat(limits.take(RateRule.API, address("192.0.2.1"))).isEmpty();

        RateLimits.Own own = limits.own(RateRule.LOGINS);
        for (int i = 0; i < 20; i++) {
            assertThat(own.take()).isEmpty();
        }
        assertThat(own.take()).map(TooMany::rule).contains(RateRule.LOGINS);
    }

    private int taken(int requests, String from) throws Exception {
        int taken = 0;
        for (int i = 0; i < requests; i++) {
            Optional<TooMany> refusal = limits.take(RateRule.LOGINS, address(from));
            taken += refusal.isEmpty() ? 1 : 0;
        }
        return taken;
    }

    private void crowd(int size) throws Exception {
        for (int i = 0; i < size; i++) {
            var unused = limits.take(
                    RateRule.LOGINS,
                    InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private RateLimits limits() {
        try {
            LimitsConfig config = GatewayConfig.parse(YAML, "test").limits();
            return new RateLimits(config, new Sources(config.sharedAddresses()), refused::add, clock::get);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }
}
