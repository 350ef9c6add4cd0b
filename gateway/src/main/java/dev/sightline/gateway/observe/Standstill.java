package dev.sightline.gateway.observe;

import java.time.Duration;

/**
 * Tells whether silence is the agents'. While this process stands still itself (its host is paused, or garbage is collected),
 * what agents say waits in their connections, and expired clocks run before it is read. So it is given a round of running time
 * to be read in, and no more: who is silent is found out however often the process stands still. For one thread.
 */
final class Standstill {
    /** Between two turns that are {@link RtcpWatch#TICK} apart; what an agent says comes every two seconds. */
    private static final long NOTICED = Duration.ofSeconds(1).toNanos();

    private long turnedAt;
    private long toRead;

    /** @param now by {@link System#nanoTime} */
    Standstill(long now) {
        turnedAt = now;
    }

    /** A turn has come; answers whether what was said until then has been read. Turns that were missed come all at once. */
    boolean isReadUp(long now) {
        long passed = now - turnedAt;
        turnedAt = now;
        if (toRead > 0) {
            toRead -= Math.min(passed, RtcpWatch.TICK.toNanos());
        } else if (passed >= NOTICED) {
            toRead = RtcpWatch.ROUND.toNanos();
        }
        return toRead <= 0;
    }
}
