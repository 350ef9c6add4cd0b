package dev.sightline.probe.judge.seen;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.RembValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bitrates over time in bounded memory: when it is full, every second one is dropped, and from then on every second one
 * is not kept. The latest is always known. Not for several threads.
 */
public final class RembSeries {
    private static final int BOUND = Evidence.MAX_REMB - 1;

    /** The least that media servers ask for. */
    private static final long FLOOR_BITS_PER_SECOND = 30_000;

    private static final int AT_FLOOR_FOR = 3;

    private final List<RembValue> kept = new ArrayList<>();
    private int keepEach = 1;
    private long seen;
    private int floored;
    private Optional<RembValue> latest = Optional.empty();

    void add(Instant at, long bitsPerSecond) {
        RembValue value = new RembValue(at, bitsPerSecond);
        latest = Optional.of(value);
        floored = bitsPerSecond <= FLOOR_BITS_PER_SECOND ? floored + 1 : 0;
        if (seen++ % keepEach != 0) {
            return;
        }
        if (kept.size() == BOUND) {
            thin();
        }
        kept.add(value);
    }

    private void thin() {
        for (int i = BOUND - BOUND % 2 - 1; i > 0; i -= 2) {
            kept.remove(i);
        }
        keepEach *= 2;
    }

    /** Oldest first, the latest always among them. */
    public List<RembValue> values() {
        List<RembValue> values = new ArrayList<>(kept);
        if (latest.isPresent() && !isKept(latest.get())) {
            values.add(latest.get());
        }
        return values;
    }

    private boolean isKept(RembValue newest) {
        return !kept.isEmpty() && kept.get(kept.size() - 1).equals(newest);
    }

    public Optional<RembValue> latest() {
        return latest;
    }

    /** Whether the last few were all at the least value. */
    public boolean isAtFloor() {
        return floored >= AT_FLOOR_FOR;
    }
}
