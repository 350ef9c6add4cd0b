package dev.sightline.sdp;

import java.util.function.Predicate;

/** Changes to one section that several rules share: an attribute that should be there once, or not at all. */
final class SectionEdits {
    private final LineEdits edits;
    private final SessionDescription in;
    private final MediaDescription section;

    SectionEdits(LineEdits edits, SessionDescription in, MediaDescription section) {
        this.edits = edits;
        this.in = in;
        this.section = section;
    }

    /**
     * The first line that matches becomes {@code content} and others that match go. Where none matches the line is
     * inserted after the last line that matches {@code preceding}, else at the section's end.
     */
    void setOnce(Predicate<SdpLine> matching, String content, Predicate<SdpLine> preceding, String reason) {
        boolean set = false;
        int insertion = -1;
        for (int i = section.start(); i < section.end(); i++) {
            SdpLine line = in.lines().get(i);
            if (preceding.test(line)) {
                insertion = i;
            }
            if (!matching.test(line)) {
                continue;
            }
            if (set) {
                edits.remove(i, reason);
            } else {
                edits.replace(i, content, reason);
                set = true;
            }
        }
        if (!set) {
            edits.insertAfter(insertion < 0 ? in.lastWritten(section.end()) : insertion, content, reason);
        }
    }

    void removeAll(Predicate<SdpLine> matching, String reason) {
        for (int i = section.start(); i < section.end(); i++) {
            if (matching.test(in.lines().get(i))) {
                edits.remove(i, reason);
            }
        }
    }
}
