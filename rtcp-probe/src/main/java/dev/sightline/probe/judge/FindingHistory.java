package dev.sightline.probe.judge;

import dev.sightline.probe.Finding;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps since when a verdict holds. Not for several threads. */
final class FindingHistory {
    private final Instant beginning;
    private @Nullable Finding current;

    FindingHistory(Instant beginning) {
        this.beginning = beginning;
    }

    /** The finding before; empty when there was none. */
    Optional<Finding> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Takes a new finding. While the verdict stays the same, so does its {@code since}; a new verdict cannot have begun
     * before the one that it follows.
     */
    Finding accept(Finding found) {
        Instant earliest = current == null ? beginning : current.since();
        boolean same = current != null && current.verdict() == found.verdict();
        Instant since = same || found.since().isBefore(earliest) ? earliest : found.since();
        current = new Finding(found.verdict(), since, found.causes(), found.reason(), found.cure());
        return current;
    }
}
