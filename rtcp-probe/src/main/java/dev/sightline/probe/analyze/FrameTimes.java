package dev.sightline.probe.analyze;

import dev.sightline.probe.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The times of a file's frames, and whether they can be those at which they crossed. Not for several threads. */
final class FrameTimes {
    private static final long LONGEST_GAP_SECONDS = Duration.ofDays(1).toSeconds();

    private final FileClock clock = new FileClock();
    private Optional<Instant> first = Optional.empty();
    private Instant latest = Instant.MIN;
    private long older;
    private Duration mostOlder = Duration.ZERO;
    private long longestGapSeconds;

    /** When the next frame was captured, by a clock that nobody set, if it says that it was {@code noted} then. */
    Instant next(int source, Instant noted) {
        Instant at = clock.place(source, noted);
        if (first.isEmpty()) {
            first = Optional.of(at);
            latest = at;
        } else if (at.isBefore(latest)) {
            behind(Duration.between(at, latest));
        } else {
            longestGapSeconds = Math.max(longestGapSeconds, at.getEpochSecond() - latest.getEpochSecond());
            latest = at;
        }
        return at;
    }

    private void behind(Duration gap) {
        if (gap.compareTo(FileClock.LEAST) > 0) {
            older++;
            mostOlder = gap.compareTo(mostOlder) > 0 ? gap : mostOlder;
        }
    }

    Optional<Instant> first() {
        return first;
    }

    Optional<Instant> latest() {
        return first.map(begun -> latest);
    }

    /** Why nobody should rely on them, in a sentence; empty where nothing speaks against it. */
    Optional<String> doubt() {
        List<String> doubts = new ArrayList<>();
        if (older > 0) {
            doubts.add("the times of " + older + " of its packets are before that of an earlier one, by up to "
                    + Wording.seconds(mostOlder) + " s");
        }
        if (longestGapSeconds > LONGEST_GAP_SECONDS) {
            doubts.add("between two of its packets lie "
                    + Duration.ofSeconds(longestGapSeconds).toDays() + " days");
        }
        String inDoubt = String.join(", and ", doubts)
                + (doubts.isEmpty() ? "" : ": rates, durations and the order of events are in doubt");
        String told = Stream.of(set(), inDoubt).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
        return Optional.of(told).filter(text -> !text.isEmpty());
    }

    private String set() {
        if (clock.times() == 0) {
            return "";
        }
        return "the times of its packets go back by " + Wording.seconds(clock.mostBack()) + " s"
                + (clock.times() == 1 ? "" : " at most, " + clock.times() + " times")
                + ", as of a clock that was set: what follows is told in the order of the packets, by the clock as it was"
                + " before";
    }
}
