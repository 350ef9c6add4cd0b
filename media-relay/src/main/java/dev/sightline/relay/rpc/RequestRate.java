package dev.sightline.relay.rpc;

import java.util.concurrent.TimeUnit;

/** A token bucket that holds one second's worth: bursts pass, a sustained rate above the bound waits. */
final class RequestRate {
    private final int perSecond;
    private final long nanosPerRequest;
    private long credited;

    /** @param nowNanos of a monotonic clock, as everywhere here */
    RequestRate(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        nanosPerRequest = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
        credited = nowNanos - perSecond * nanosPerRequest;
    }

    /** @return 0 when a request may go now and is counted, otherwise the nanoseconds until one may */
    long acquire(long nowNanos) {
        credited = Math.max(credited, nowNanos - perSecond * nanosPerRequest);
        long wait = credited + nanosPerRequest - nowNanos;
        if (wait > 0) {
            return wait;
        }
        credited += nanosPerRequest;
        return 0;
    }
}
