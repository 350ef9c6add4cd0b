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

    /** So long a standstill alone makes everybody silent. */
    private static final long LONG = Duration.ofSeconds(3).toNanos();

    private static final int MOST_ROUNDS = 10;

    private long turnedAt;
    private long toRead;
    private int rounds;

    /** @param now by {@link System#nanoTime} */
    Standstill(long now) {
        turnedAt = now;
    }

    /** A turn has come; answers whether what was said until then has been read. Turns that were missed come all at once. */
    boolean isReadUp(long now) {
        long passed = now - turnedAt;
        turnedAt = now;
        boolean begins = toRead <= 0 && passed >= NOTICED;
        boolean beginsAnew = toRead > 0 && passed >= LONG && rounds < MOST_ROUNDS;
        if (begins || beginsAnew) {
            toRead = RtcpWatch.ROUND.toNanos();
            rounds = begins ? 1 : rounds + 1;
        } else if (toRead > 0) {
            toRead -= Math.min(passed, RtcpWatch.TICK.toNanos());
        }
        return toRead <= 0;
    }
}
