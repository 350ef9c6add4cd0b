package dev.sightline.gateway.access.door;

import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import java.net.InetAddress;
import java.util.Optional;

/**
 * How often passwords are tried: from each address, and for each account, whether there is one or not. An account has more
 * tries than an address, or a few addresses could lock its owner out. Who has signed in from
 * an address before is counted there apart, so that others who guess cannot lock them out. Any thread; what is remembered is
 * bounded.
 */
final class LoginThrottle {
    private final RateLimits rates;
    private final Familiar familiar;

    LoginThrottle(RateLimits rates, Familiar familiar) {
        this.rates = rates;
        this.familiar = familiar;
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
        return familiar.knows(account, address)
                ? rates.take(RateRule.LOGINS, address, account)
                : rates.take(RateRule.ACCOUNT_LOGINS, account);
    }

    boolean isFamiliar(String account, InetAddress address) {
        return familiar.knows(account, address);
    }

    void succeeded(String account, InetAddress address) {
        familiar.add(account, address);
    }
}
