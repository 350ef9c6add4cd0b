package dev.sightline.webrtc;

import java.time.Duration;

/** How many error answers may still be given: a burst, then one more each 100 ms. */
final class ErrorBudget {
    private static final int BURST = 10;
    private static final long REFILL_NANOS = Duration.ofMillis(100).toNanos();

    private int left = BURST;
    private long refilledAt;

    ErrorBudget(long now) {
        this.refilledAt = now;
    }

    /** Takes one answer out of the budget; false when it is empty. */
    boolean take(long now) {
        long earned = (now - refilledAt) / REFILL_NANOS;
        if (earned > 0) {
            left = (int) Math.min(BURST, left + earned);
            refilledAt = now;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
