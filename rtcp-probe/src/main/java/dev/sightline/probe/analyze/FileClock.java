package dev.sightline.probe.analyze;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The clock by which a file's frames are timed, as if nobody had set it. Frames of one interface are in the order in which
 * they were captured: where their times go back, the clock was set, and what follows is timed by the clock as it was before.
 * Frames of several interfaces are written in turn, so some that were captured before may follow. Not for several threads.
 */
final class FileClock {
    /** Times of several interfaces differ by as much where nobody has set the clock. */
    static final Duration LEAST = Duration.ofSeconds(2);

    /** The judge counts nanoseconds in 64 bits, which last until 2262. */
    private static final Duration MOST = Duration.ofDays(200 * 365);

    /** An interface, with what is to be added to its times. */
    private static final class Source {
        private Duration shift;
        private Instant last = Instant.MIN;

        Source(Duration shift) {
            this.shift = shift;
        }
    }

    private final List<Source> sources = new ArrayList<>();
    private Instant latest = Instant.MIN;
    private Duration shift = Duration.ZERO;
    private Duration before = Duration.ZERO;
    private Duration mostBack = Duration.ZERO;
    private int times;

    /** When the file's next frame was captured, by the clock as it was at first. */
    Instant place(int number, Instant at) {
        Source source = source(number);
        boolean plain = times == 0 && !at.isBefore(source.last);
        Instant placed = plain ? at : at.plus(shiftOf(source, at));
        if (placed.isAfter(source.last)) {
            source.last = placed;
        }
        if (placed.isAfter(latest)) {
            latest = placed;
        }
        return placed;
    }

    private Source source(int number) {
        while (sources.size() <= number) {
            sources.add(new Source(shift));
        }
        return sources.get(number);
    }

    private Duration shiftOf(Source source, Instant at) {
        boolean follows = !source.shift.equals(shift) && off(at.plus(shift)).compareTo(off(at.plus(source.shift))) <= 0;
        if (follows) {
            source.shift = shift; // by how much it was set another interface has shown
        }
        Instant placed = at.plus(source.shift);
        boolean back = placed.isBefore(source.last) && isFar(source.last, placed);
        boolean ahead = placed.isAfter(latest) && isFar(placed, latest);
        if ((back || ahead) && !isFar(at.plus(before), latest)) {
            turnBack();
            source.shift = shift;
        } else if (back) {
            setBack(source, Duration.between(at.plus(shift), latest));
        }
        return source.shift;
    }

    /** It was set to and fro, or a single frame has a time of its own. */
    private void turnBack() {
        Duration now = before;
        before = shift;
        shift = now;
    }

    private void setBack(Source source, Duration by) {
        Duration next = shift.plus(by);
        if (by.compareTo(LEAST) > 0 && next.compareTo(MOST) <= 0) {
            before = shift;
            shift = next;
            source.shift = next;
            mostBack = by.compareTo(mostBack) > 0 ? by : mostBack;
            times++;
        }
    }

    private Duration off(Instant placed) {
        return Duration.between(latest, placed).abs();
    }

    private static boolean isFar(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(LEAST) > 0;
    }

    /** How many times it was set back. */
    int times() {
        return times;
    }

    /** By how much it was set back, at most. */
    Duration mostBack() {
        return mostBack;
    }
}
