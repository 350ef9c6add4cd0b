package dev.sightline.gateway.security.limits;

import dev.sightline.gateway.config.LimitsConfig;
import dev.sightline.gateway.config.RateLimit;
import dev.sightline.gateway.config.RateRule;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * So many of a kind from each source (token buckets). One for the whole gateway, safe for any thread, and never waits. What
 * is remembered is bounded, see {@link Buckets}.
 */
public final class RateLimits {
    private final Map<RateRule, RateLimit> limits;
    private final Map<RateRule, Buckets> buckets = new EnumMap<>(RateRule.class);
    private final Sources sources;
    private final Consumer<RateRule> refused;
    private final LongSupplier nanoTime;

    /** Of one conversation; it ends with it. */
    public interface Own {
        /** Whether one more is taken; if not, why not. */
        Optional<TooMany> take();
    }

    private record NameAtAddress(InetAddress network, String name) {}

    /** @param refused is told of each refusal, on the thread that asked */
    public RateLimits(LimitsConfig config, Sources sources, Consumer<RateRule> refused) {
        this(config, sources, refused, System::nanoTime);
    }

    RateLimits(LimitsConfig config, Sources sources, Consumer<RateRule> refused, LongSupplier nanoTime) {
        this.limits = config.rates();
        this.sources = sources;
        this.refused = refused;
        this.nanoTime = nanoTime;
        for (RateRule rule : RateRule.values()) {
            buckets.put(rule, new Buckets(config.maxRemembered(), nanoTime));
        }
    }

    /** Whether one more from {@code address} is taken, IPv6 by /64; if not, why not. */
    public Optional<TooMany> take(RateRule rule, InetAddress address) {
        Source source = sources.of(address);
        return take(rule, source.network(), source.hosts());
    }

    /**
     * Whether one more in this name from this address is taken. Who uses the name from elsewhere takes nothing from it.
     *
     * @param name bounded by the caller
     */
    public Optional<TooMany> take(RateRule rule, InetAddress address, String name) {
        return take(rule, new NameAtAddress(Source.network(address), name), 1);
    }

    /**
     * Whether one more in this name is taken, wherever it comes from. Anyone can use it up for all, so nobody may be locked
     * out by it.
     *
     * @param name bounded by the caller
     */
    public Optional<TooMany> take(RateRule rule, String name) {
        return take(rule, name, 1);
    }

    /** A full bucket for one conversation alone. */
    public Own own(RateRule rule) {
        LocalBucket bucket = bucket(rule, 1);
        return () -> taken(rule, bucket.tryConsumeAndReturnRemaining(1));
    }

    /** How many sources of a kind are remembered. */
    public long remembered(RateRule rule) {
        return of(rule).size();
    }

    private Optional<TooMany> take(RateRule rule, Object key, int hosts) {
        return taken(rule, of(rule).take(key, () -> bucket(rule, hosts)));
    }

    private Optional<TooMany> taken(RateRule rule, ConsumptionProbe probe) {
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        refused.accept(rule);
        return Optional.of(new TooMany(rule, Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    private LocalBucket bucket(RateRule rule, int hosts) {
        RateLimit limit = limits.getOrDefault(rule, rule.usual());
        long count = (long) limit.count() * hosts;
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(count).refillGreedy(count, limit.period()))
                .withCustomTimePrecision(new Clock(nanoTime))
                .build();
    }

    private Buckets of(RateRule rule) {
        return Optional.ofNullable(buckets.get(rule)).orElseThrow();
    }

    private record Clock(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
