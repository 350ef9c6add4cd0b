package dev.sightline.gateway.security;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * So many requests per second from each address, and a burst of ten times as many after a quiet time (a token bucket). Safe
 * for any thread. What is remembered is bounded: beyond that many busy addresses, strangers are refused and those who are
 * known go on.
 */
public final class RateLimits {
    private static final int BURST_SECONDS = 10;
    private static final int MOST_ADDRESSES = 10_000;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<InetAddress, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param tokens at the time {@code filledAt} */
    private record Bucket(double tokens, long filledAt) {}

    public RateLimits(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RateLimits(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether one more request of this address is taken. */
    public boolean take(InetAddress address) {
        if (buckets.size() >= MOST_ADDRESSES && !buckets.containsKey(address)) {
            forgetQuiet();
            if (buckets.size() >= MOST_ADDRESSES) {
                return false;
            }
        }
        boolean[] granted = new boolean[1];
        buckets.compute(address, (key, known) -> {
            Bucket now = filled(known == null ? new Bucket(burst(), nanoTime.getAsLong()) : known);
            granted[0] = now.tokens() >= 1;
            return granted[0] ? new Bucket(now.tokens() - 1, now.filledAt()) : now;
        });
        return granted[0];
    }

    /** A full bucket is as good as none. */
    private void forgetQuiet() {
        buckets.values().removeIf(bucket -> filled(bucket).tokens() >= burst());
    }

    private Bucket filled(Bucket bucket) {
        long now = nanoTime.getAsLong();
        double added = (now - bucket.filledAt()) / NANOS * perSecond;
        return new Bucket(Math.min(burst(), bucket.tokens() + added), now);
    }

    private double burst() {
        return perSecond * BURST_SECONDS;
    }
}
