package dev.sightline.probe.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A capture file, and how reading it went.
 *
 * @param file its path, as it was given
 * @param packets frames that were read
 * @param first when the first was captured
 * @param last when the last was captured
 * @param times why these times, and those between them, are doubtful, in a sentence; empty when they are not
 * @param unread which frames were left out, in a sentence; empty when none were
 * @param uncaptured what it says that it was not captured, in a sentence; empty where it says nothing of it
 * @param cut how many packets were cut too short to tell what they are, and where, in a sentence; empty when none were
 * @param damage why the file was not read to its end, in a sentence; empty when it was
 */
public record AnalyzedFile(
        String file,
        long packets,
        Optional<Instant> first,
        Optional<Instant> last,
        Optional<String> times,
        Optional<String> unread,
        Optional<String> uncaptured,
        Optional<String> cut,
        Optional<String> damage) {}
