package dev.sightline.probe.judge.seen;

import java.util.Set;
import java.util.stream.Stream;

/**
 * What is left of a packet's hop limit where it is captured: each router takes one away.
 *
 * @param left 0: not known
 */
public record HopLimit(int left) {
    static final HopLimit UNKNOWN = new HopLimit(0);

    /** What operating systems send with. */
    private static final Set<Integer> USUAL = Set.of(64, 128, 255);

    /** What a few systems, and applications that set it, send with. */
    private static final Set<Integer> UNUSUAL = Set.of(16, 30, 32, 60, 100, 200);

    /** What is less was set by the sender perhaps, to keep it near. */
    private static final int LEAST = 16;

    /** Whether no router was on the way: the sender is on the very link. */
    public boolean isWhole() {
        return USUAL.contains(left);
    }

    /** Whether some router was on the way, as far as the number tells. */
    public boolean isSpent() {
        return left > 0 && !isWhole() && !UNUSUAL.contains(left);
    }

    /** How many routers were on the way at least, as far as the number tells; 0: perhaps none, or not known. */
    public int routers() {
        return isSpent() && left >= LEAST
                ? Stream.concat(USUAL.stream(), UNUSUAL.stream())
                        .filter(whole -> whole > left)
                        .min(Integer::compare)
                        .map(whole -> whole - left)
                        .orElse(0)
                : 0;
    }
}
