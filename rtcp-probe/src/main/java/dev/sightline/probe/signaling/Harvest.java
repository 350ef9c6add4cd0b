package dev.sightline.probe.signaling;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects within bounds. */
final class Harvest {
    private static final int MAX_FOUND = 10_000;
    private static final int MAX_NOTES = 100;
    private static final long MAX_LENGTH = 64L * 1024 * 1024;

    private final List<FoundDescription> found = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long length;
    private long unsaid;

    void add(FoundDescription description) {
        if (found.size() == MAX_FOUND || length + description.sdp().length() > MAX_LENGTH) {
            note("only the first " + found.size() + " descriptions were taken; cut the recording into parts");
            return;
        }
        found.add(description);
        length += description.sdp().length();
    }

    void note(String sentence) {
        if (notes.size() < MAX_NOTES) {
            notes.add(sentence);
        } else if (!notes.contains(sentence)) {
            unsaid++;
        }
    }

    RecordedSignaling done() {
        List<String> said = new ArrayList<>(notes);
        if (unsaid > 0) {
            said.add(unsaid + " more notes of this kind were left out");
        }
        return new RecordedSignaling(found, said);
    }
}
