package dev.sightline.probe.judge.agreed;

import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The lines of one part of a session description with their numbers, from 1. */
record NumberedLines(List<NumberedLines.Numbered> lines) {
    /** A line and its number. */
    record Numbered(int number, SdpLine line) {}

    /** The lines before the first {@code m=}. */
    static NumberedLines ofSession(SessionDescription description) {
        return parts(description).get(0);
    }

    /** The lines of the media section with an index, from 0; empty when there is no such section. */
    static Optional<NumberedLines> ofSection(SessionDescription description, int index) {
        List<NumberedLines> parts = parts(description);
        return index + 1 < parts.size() ? Optional.of(parts.get(index + 1)) : Optional.empty();
    }

    private static List<NumberedLines> parts(SessionDescription description) {
        List<NumberedLines> parts = new ArrayList<>();
        List<Numbered> part = new ArrayList<>();
        int number = 0;
        for (SdpLine line : description.lines()) {
            if (line.isMedia()) {
                parts.add(new NumberedLines(part));
                part = new ArrayList<>();
            }
            part.add(new Numbered(++number, line));
        }
        parts.add(new NumberedLines(part));
        return parts;
    }

    /** The first that fits. */
    Optional<Numbered> first(Predicate<SdpLine> which) {
        return lines.stream().filter(numbered -> which.test(numbered.line())).findFirst();
    }
}
