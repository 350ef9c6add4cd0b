package dev.sightline.gateway.access.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How often passwords are tried: from each address, and for each account, whether there is one or not. An account has more
 * tries than an address, or a few addresses could lock its owner out. Who has signed in from
 * an address before is counted there apart, so that others who guess cannot lock them out. Any thread; what is remembered is
 * bounded.
 */
final class LoginThrottle {
    private static final int MOST = 10_000;
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final RateLimits rates;
    private final Cache<Place, Boolean> familiar = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .build();

    private record Place(String account, InetAddress address) {}

    LoginThrottle(RateLimits rates) {
        this.rates = rates;
    }

    /**
     * Takes one try; answers the refusal when there is none left. The address counts first.
     *
     * @param account bounded by the caller
     */
    Optional<TooMany> take(String account, InetAddress address) {
        Optional<TooMany> ofAddress = rates.take(RateRule.LOGINS, address);
        if (ofAddress.isPresent()) {
            return ofAddress;
        }
        return familiar.getIfPresent(new Place(account, address)) != null
                ? rates.take(RateRule.LOGINS, address, account)
                : rates.take(RateRule.ACCOUNT_LOGINS, account);
    }

    void succeeded(String account, InetAddress address) {
        familiar.put(new Place(account, address), true);
    }
}
