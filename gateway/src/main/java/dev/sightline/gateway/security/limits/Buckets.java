package dev.sightline.gateway.security.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.local.LocalBucket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One token bucket for each key, so many keys at most.
 *
 * <p>A bucket is forgotten at the moment when it is full again, for then it is as good as none, and never before: a cache
 * that drops what was used least to make room would let an attacker with many keys push out his own empty bucket and begin
 * anew. Who comes while all places are taken is not refused either, or an attacker with as many keys would lock everybody
 * out: he shares one of {@value #SHARED} buckets, chosen by a hash that nobody outside can foresee, so that nobody can choose
 * whose he empties. Who has a place keeps it. So while an attack goes on strangers as a whole get {@value #SHARED} times what
 * one is allowed, and somebody who empties all of those needs that many requests in a period, each from a key of its own.
 */
final class Buckets {
    static final int SHARED = 1024;
    /** How often room is looked for: Caffeine's clock for what has run out ticks about once a second. */
    private static final long LOOK_NANOS = 250_000_000;

    private final int most;
    private final LongSupplier nanoTime;
    private final AtomicLong lookedAt;
    private final int salt = new SecureRandom().nextInt();
    private final Cache<Object, LocalBucket> buckets;
    private final AtomicReferenceArray<LocalBucket> shared = new AtomicReferenceArray<>(SHARED);

    Buckets(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong() - LOOK_NANOS);
        this.buckets = Caffeine.newBuilder()
                .expireAfter(Expiry.writing((Object key, LocalBucket bucket) -> untilFull(bucket)))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    ConsumptionProbe take(Object key, Supplier<LocalBucket> fresh) {
        if (buckets.getIfPresent(key) == null && !hasRoom()) {
            return shared(key, fresh).tryConsumeAndReturnRemaining(1);
        }
        List<ConsumptionProbe> result = new ArrayList<>(1);
        // Inside, so that when it will be full is known by the time it is put back.
        buckets.asMap().compute(key, (same, known) -> {
            LocalBucket bucket = known == null ? fresh.get() : known;
            result.add(bucket.tryConsumeAndReturnRemaining(1));
            return bucket;
        });
        return result.get(0);
    }

    long size() {
        return buckets.estimatedSize();
    }

    private boolean hasRoom() {
        if (buckets.estimatedSize() < most) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long before = lookedAt.get();
        if (now - before >= LOOK_NANOS && lookedAt.compareAndSet(before, now)) {
            buckets.cleanUp();
        }
        return buckets.estimatedSize() < most;
    }

    private LocalBucket shared(Object key, Supplier<LocalBucket> fresh) {
        int place = Math.floorMod(mixed(key.hashCode() ^ salt), SHARED);
        LocalBucket known = shared.get(place);
        if (known != null) {
            return known;
        }
        shared.compareAndSet(place, null, fresh.get());
        return shared.get(place);
    }

    /** Spreads neighbours (the finaliser of MurmurHash3). */
    private static int mixed(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    private static Duration untilFull(LocalBucket bucket) {
        long capacity = bucket.getConfiguration().getBandwidths()[0].getCapacity();
        return Duration.ofNanos(bucket.estimateAbilityToConsume(capacity).getNanosToWaitForRefill());
    }
}
