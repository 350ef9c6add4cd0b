package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Changes to the lines of one description, noted by a rule and carried out together. Indices always speak of the original
 * lines. Every operation takes constant time, {@link #done()} takes linear time.
 */
final class LineEdits {
    private final SessionDescription in;
    private final String rule;
    private final List<Optional<SdpLine>> kept;
    private final List<List<String>> inserted;
    private final List<Change> changes = new ArrayList<>();

    LineEdits(SessionDescription in, RewriteRule rule) {
        this.in = in;
        this.rule = rule.getClass().getSimpleName();
        this.kept = new ArrayList<>(in.lines().size());
        this.inserted = new ArrayList<>(in.lines().size());
        for (SdpLine line : in.lines()) {
            kept.add(Optional.of(line));
            inserted.add(List.of());
        }
    }

    /** Notes nothing when the line already reads {@code content}. */
    void replace(int index, String content, String reason) {
        SdpLine line = in.lines().get(index);
        if (!line.content().equals(content)) {
            kept.set(index, Optional.of(line.withContent(content)));
            changes.add(new Change(Optional.of(line.content()), Optional.of(content), rule, reason));
        }
    }

    void remove(int index, String reason) {
        kept.set(index, Optional.empty());
        changes.add(new Change(Optional.of(in.lines().get(index).content()), Optional.empty(), rule, reason));
    }

    /** Puts a new line after the original line {@code index}, which must be there; several keep their order. */
    void insertAfter(int index, String content, String reason) {
        List<String> here = inserted.get(index);
        if (here.isEmpty()) {
            here = new ArrayList<>();
            inserted.set(index, here);
        }
        here.add(content);
        changes.add(new Change(Optional.empty(), Optional.of(content), rule, reason));
    }

    Rewriting done() {
        if (changes.isEmpty()) {
            return new Rewriting(in, changes);
        }
        List<SdpLine> lines = new ArrayList<>(kept.size());
        for (int i = 0; i < kept.size(); i++) {
            kept.get(i).ifPresent(lines::add);
            addInserted(lines, inserted.get(i));
        }
        return new Rewriting(SessionDescription.of(lines), changes);
    }

    private void addInserted(List<SdpLine> lines, Collection<String> contents) {
        for (String content : contents) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).ending().isEmpty()) {
                lines.set(last, new SdpLine(lines.get(last).content(), in.lineEnding()));
            }
            lines.add(new SdpLine(content, in.lineEnding()));
        }
    }
}
