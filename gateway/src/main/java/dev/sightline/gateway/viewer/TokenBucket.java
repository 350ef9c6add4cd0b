package dev.sightline.gateway.viewer;

import java.util.function.LongSupplier;

/** Grants so many per second, and a burst of ten times as many after a quiet time. For one thread. */
final class TokenBucket {
    private static final int BURST_SECONDS = 10;
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledAt;

    TokenBucket(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.tokens = perSecond * (double) BURST_SECONDS;
        this.filledAt = nanoTime.getAsLong();
    }

    boolean take() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(perSecond * BURST_SECONDS, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
