package dev.sightline.sdp;

import java.util.function.Predicate;

/** What several rules do to one section: one attribute line that should be there once. */
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
     * inserted after the last line that matches {@code before}, else at the section's end.
     */
    void setOnce(Predicate<SdpLine> matching, String content, Predicate<SdpLine> before, String reason) {
        boolean set = false;
        int insertion = section.end() - 1;
        boolean placed = false;
        for (int i = section.start(); i < section.end(); i++) {
            SdpLine line = in.lines().get(i);
            if (matching.test(line)) {
                if (set) {
                    edits.remove(i, reason);
                } else {
                    edits.replace(i, content, reason);
                    set = true;
                }
            } else if (before.test(line)) {
                insertion = i;
                placed = true;
            } else if (!placed && line.content().isEmpty() && insertion == i && i > section.start()) {
                insertion = i - 1;
            }
        }
        if (!set) {
            edits.insertAfter(insertion, content, reason);
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
