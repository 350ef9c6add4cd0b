package dev.sightline.probe.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * This host's clock, by which the kernel times what it captures. NTP, an operator or a virtual machine's host may set it, so
 * it is held against the monotonic one, which nobody sets. Slewing is no step, nor is a process that was stopped: both
 * clocks go on meanwhile. Not for several threads.
 */
public final class HostClock {
    /** What is less heals by itself in as little time. */
    private static final Duration LEAST = Duration.ofSeconds(2);

    /** A clock is slewed by a twelfth at most (chrony's {@code maxslewrate}). */
    private static final int SLEWED = 10;

    /** Apart by more, two readings tell nothing of each other: the process had no processor in between. */
    private static final Duration TOGETHER = Duration.ofMillis(100);

    private static final int TRIES = 3;

    /** For how long the kernel may hand over what it captured before the clock was set; it takes half a second. */
    private static final Duration HANDED_OVER = Duration.ofSeconds(10);

    /** A packet is captured after the clock was looked at, and read before it is looked at again. */
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private final InstantSource wall;
    private final LongSupplier monotonic;
    private Instant now;
    private long nanos;
    private Optional<ClockSet> set = Optional.empty();
    private long setNanos;

    /** The clock of this machine. */
    public HostClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /** @param monotonic nanoseconds of a clock that nobody sets */
    public HostClock(InstantSource wall, LongSupplier monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
        this.now = wall.instant();
        this.nanos = monotonic.getAsLong();
    }

    /** What it showed when it was looked at last. */
    public Instant now() {
        return now;
    }

    /** Looks at it; whether it was set since the last look, by more than two seconds either way. */
    public Optional<ClockSet> look() {
        for (int tries = 0; tries < TRIES; tries++) {
            long before = monotonic.getAsLong();
            Instant shown = wall.instant();
            if (monotonic.getAsLong() - before <= TOGETHER.toNanos()) {
                return shows(shown, before);
            }
        }
        return Optional.empty();
    }

    private Optional<ClockSet> shows(Instant shown, long at) {
        Duration passed = Duration.ofNanos(at - nanos);
        Duration gained = Duration.between(now, shown).minus(passed);
        now = shown;
        nanos = at;
        if (gained.abs().compareTo(LEAST.plus(passed.dividedBy(SLEWED))) <= 0) {
            return Optional.empty();
        }
        ClockSet found = new ClockSet(shown, gained);
        set = Optional.of(found);
        setNanos = at;
        return set;
    }

    /**
     * Whether a packet was captured by the clock as it is now. The kernel hands packets over a little later, so some that
     * were captured before it was set come after that, with a time that was long ago or is yet to come.
     */
    public boolean isOfNow(Instant captured) {
        if (set.isEmpty() || nanos - setNanos > HANDED_OVER.toNanos()) {
            return true;
        }
        return !captured.isBefore(set.get().at()) && !isAhead(captured);
    }

    private boolean isAhead(Instant captured) {
        return captured.isAfter(now.plus(AHEAD))
                && captured.isAfter(wall.instant().plus(AHEAD));
    }
}
