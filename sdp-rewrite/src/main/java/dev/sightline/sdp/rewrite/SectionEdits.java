package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import java.util.List;
import java.util.function.Predicate;

/** Changes to one section that several rules share: an attribute that should be there once, or not at all. */
final class SectionEdits {
    private final LineEdits edits;
    private final List<SdpLine> lines;

    SectionEdits(LineEdits edits, MediaDescription section) {
        this(edits, section.lines());
    }

    SectionEdits(LineEdits edits, List<SdpLine> lines) {
        this.edits = edits;
        this.lines = lines;
    }

    /**
     * The first line that matches becomes {@code content} and others that match go. Where none matches the line is
     * inserted after the last line that matches {@code preceding}, else at the section's end.
     */
    void setOnce(Predicate<SdpLine> matching, String content, Predicate<SdpLine> preceding, String reason) {
        boolean set = false;
        SdpLine insertion = null;
        for (SdpLine line : lines) {
            if (preceding.test(line)) {
                insertion = line;
            }
            if (!matching.test(line)) {
                continue;
            }
            if (set) {
                edits.remove(line, reason);
            } else {
                edits.replace(line, content, reason);
                set = true;
            }
        }
        if (!set) {
            edits.insertAfter(insertion == null ? lastWritten(lines) : insertion, content, reason);
        }
    }

    void removeAll(Predicate<SdpLine> matching, String reason) {
        for (SdpLine line : lines) {
            if (matching.test(line)) {
                edits.remove(line, reason);
            }
        }
    }

    /** The last line that is not blank, nor NUL behind the end: where a section, or the text, is continued. */
    static SdpLine lastWritten(List<SdpLine> lines) {
        int index = lines.size() - 1;
        while (index > 0 && (lines.get(index).isBlank() || lines.get(index).isTerminator())) {
            index--;
        }
        return lines.get(index);
    }
}
