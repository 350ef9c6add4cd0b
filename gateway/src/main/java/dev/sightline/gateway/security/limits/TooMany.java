package dev.sightline.gateway.security.limits;

import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.http.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A refusal because more came than a rule allows.
 *
 * @param patience how long until one more would be taken, as things stand
 */
public record TooMany(RateRule rule, Duration patience) {
    private static final int LEAST_SPREAD_SECONDS = 2;

    /**
     * What {@code Retry-After} says (RFC 9110, section 10.2.3): whole seconds, spread at random over as long again, since many
     * who were refused together would otherwise come back together.
     */
    public String retryAfter() {
        long seconds = Math.max(1, patience.plusMillis(999).toSeconds());
        long spread = Math.max(LEAST_SPREAD_SECONDS, seconds);
        return Long.toString(seconds + ThreadLocalRandom.current().nextLong(spread + 1));
    }

    /** How HTTP tells it; {@link #retryAfter()} goes with it. */
    public Problem problem() {
        return new Problem(429, "rate-limited", "Too many requests", detail());
    }

    /** Answers with it. */
    public Publisher<Void> sendTo(HttpServerResponse response) {
        response.header(HttpHeaderNames.RETRY_AFTER, retryAfter());
        return problem().sendTo(response);
    }

    /** What came too often, and what to do. */
    public String detail() {
        return "too much came in a short time; try again in a while, an HTTP answer's Retry-After says when. For whoever runs"
                + " the gateway: the limit is limits.rates." + rule.key()
                + "; an address that many share belongs under limits.sharedAddresses";
    }
}
