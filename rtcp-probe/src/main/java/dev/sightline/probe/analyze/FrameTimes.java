package dev.sightline.probe.analyze;

import dev.sightline.probe.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The times of a file's frames, and whether they can be those at which they crossed. Not for several threads. */
final class FrameTimes {
    /** Interfaces that are captured on together are written in turn. */
    private static final Duration LEAST_DISORDER = Duration.ofSeconds(2);

    private static final long LONGEST_GAP_SECONDS = Duration.ofDays(1).toSeconds();

    private Optional<Instant> first = Optional.empty();
    private Instant latest = Instant.MIN;
    private long older;
    private Duration mostOlder = Duration.ZERO;
    private long longestGapSeconds;

    /** The next frame was captured then. */
    void next(Instant at) {
        if (first.isEmpty()) {
            first = Optional.of(at);
            latest = at;
        } else if (at.isBefore(latest)) {
            behind(Duration.between(at, latest));
        } else {
            longestGapSeconds = Math.max(longestGapSeconds, at.getEpochSecond() - latest.getEpochSecond());
            latest = at;
        }
    }

    private void behind(Duration gap) {
        if (gap.compareTo(LEAST_DISORDER) > 0) {
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
        return doubts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        String.join(", and ", doubts) + ": rates, durations and the order of events are in doubt");
    }
}
