package dev.sightline.probe.signaling;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects within bounds. */
final class Harvest {
    private static final int MAX_FOUND = 10_000;
    private static final long MAX_LENGTH = 64L * 1024 * 1024;

    private final List<FoundDescription> found = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long length;

    void add(FoundDescription description) {
        if (found.size() == MAX_FOUND || length + description.sdp().length() > MAX_LENGTH) {
            note("only the first " + found.size() + " descriptions were taken; cut the recording into parts");
            return;
        }
        found.add(description);
        length += description.sdp().length();
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    RecordedSignaling done() {
        return new RecordedSignaling(found, List.copyOf(notes));
    }
}
