package dev.sightline.relay;

import java.time.Duration;

/**
 * What a sender is asked to keep within, judged by the loss that is seen: grows while nothing is lost, stays while a little is, shrinks
 * with what is lost. Belongs to the camera's loop.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-rmcat-gcc-02#section-6">GCC, section 6: loss-based control</a>
 */
final class LossBasedBandwidth {
    /** Where it begins: a slow start would show every camera's viewers a poor picture first. */
    static final double START = 2_000_000;
    /** Below this no camera can send video. */
    static final double FLOOR = 30_000;

    static final double CEILING = 100_000_000;
    private static final double LITTLE_LOSS = 0.02;
    private static final double MUCH_LOSS = 0.10;
    private static final double GROWTH_PER_SECOND = 1.08;
    private static final double NANOS_PER_SECOND = 1e9;

    /** A decrease shows its effect only after a while; another one before would answer the same loss twice. */
    private static final Duration DECREASE_INTERVAL = Duration.ofMillis(300);

    private final EventInterval decreases = new EventInterval(DECREASE_INTERVAL);
    private double estimate = START;
    private long updatedNanos;
    private boolean updated;

    /**
     * Takes in the loss since the last call.
     *
     * @param lossFraction 0.0 to 1.0
     * @param bandwidth its bounds for receiving apply; 0 is none
     * @return bits per second
     */
    long update(double lossFraction, VideoBandwidth bandwidth, long nowNanos) {
        double seconds = updated ? Math.min((nowNanos - updatedNanos) / NANOS_PER_SECOND, 1) : 0;
        updated = true;
        updatedNanos = nowNanos;
        if (lossFraction > MUCH_LOSS) {
            if (decreases.passes(nowNanos)) {
                estimate *= 1 - 0.5 * lossFraction;
            }
        } else if (lossFraction < LITTLE_LOSS) {
            estimate *= Math.pow(GROWTH_PER_SECOND, seconds);
        }
        double least = Math.max(FLOOR, bandwidth.minReceive() * 1e3);
        double most = bandwidth.maxReceive() == 0 ? CEILING : bandwidth.maxReceive() * 1e3;
        // Where the bounds contradict each other the upper one protects the link.
        estimate = Math.min(Math.max(estimate, least), Math.max(most, FLOOR));
        return (long) estimate;
    }
}
