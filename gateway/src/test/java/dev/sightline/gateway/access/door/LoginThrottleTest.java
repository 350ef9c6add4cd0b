package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Sources;
import dev.sightline.gateway.security.limits.TooMany;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an hour allows: 3 tries of an address, 20 of an account, so that nothing is filled up again while it runs. */
class LoginThrottleTest {
    private final LoginThrottle throttle = throttle();

    @Test
    void anAddressHasSoManyTriesWhoeverItTries() throws Exception {
        for (String name : List.of("ada", "bob", "eve")) {
            assertThat(tried(name, 1)).isEmpty();
        }

        assertThat(tried("dan", 1)).map(TooMany::rule).contains(RateRule.LOGINS);
        assertThat(tried("dan", 2)).as("at another address").isEmpty();
    }

    @Test
    void anAccountHasMoreTriesThanAnAddressAndNotWithoutEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(tried("ada", i)).as("address %s", i).isEmpty();
        }

        assertThat(tried("ada", 20)).map(TooMany::rule).contains(RateRule.ACCOUNT_LOGINS);
        assertThat(tried("bob", 21)).as("another account").isEmpty();
    }

    @Test
    void whoSignedInBeforeIsNotLockedOutByOthers() throws Exception {
        throttle.succeeded("ada", address(100));
        for (int i = 0; i < 30; i++) {
            tried("ada", i);
        }

        assertThat(tried("ada", 100)).as("at home").isEmpty();
        assertThat(tried("ada", 101)).as("elsewhere").isPresent();
        for (int i = 0; i < 2; i++) {
            assertThat(tried("ada", 100)).isEmpty();
        }
        assertThat(tried("ada", 100)).as("but not without end").isPresent();
    }

    private Optional<TooMany> tried(String account, int host) throws UnknownHostException {
        return throttle.take(account, address(host));
    }

    private static InetAddress address(int host) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host});
    }

    private static LoginThrottle throttle() {
        try {
            GatewayConfig config = GatewayConfig.parse("""
                    limits:
                      rates: {logins: {count: 3, seconds: 3600}, accountLogins: {count: 20, seconds: 3600}}
                    """, "test");
            return new LoginThrottle(
                    new RateLimits(config.limits(), new Sources(List.of()), rule -> {}),
                    new Familiar(Clock.systemUTC()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
