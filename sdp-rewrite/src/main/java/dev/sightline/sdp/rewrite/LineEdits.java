package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the lines of one description, noted by a rule and carried out together: what a {@link RewriteRule} is written
 * with. Lines are always those of the original. Every operation takes constant time, {@link #done()} takes linear time.
 * Nothing is written that would break a line. For one thread, and for one use.
 */
public final class LineEdits {
    private static final String CRLF = "\r\n";

    private final SessionDescription in;
    private final String rule;
    private final @Nullable Edit[] edits;
    private final Map<Integer, List<Edit>> inserted = new HashMap<>();

    private int growth;
    private @Nullable Edit lastRemoval;

    /** What becomes of one line; without {@code content} it goes. */
    private record Edit(@Nullable String content, String reason) {}

    /** @param rule whose {@link RewriteRule#name()} the changes bear */
    public LineEdits(SessionDescription in, RewriteRule rule) {
        this.in = in;
        this.rule = rule.name();
        this.edits = new @Nullable Edit[in.lines().size()];
    }

    /**
     * Notes nothing when the line already reads {@code content}.
     *
     * @throws dev.sightline.sdp.SdpException when {@code content} holds a control character
     */
    public void replace(SdpLine line, String content, String reason) {
        if (!line.content().equals(content)) {
            edits[line.number() - 1] = new Edit(checked(content), reason);
            growth += Math.max(0, content.length() - line.length());
        }
    }

    /** Takes a line away. */
    public void remove(SdpLine line, String reason) {
        remove(line.number(), reason);
    }

    /**
     * @param number the line's, counted from 1
     * @throws dev.sightline.sdp.SdpException when there is no such line
     */
    public void remove(int number, String reason) {
        SdpText.requireRange("the number of a line", number, 1, edits.length);
        Edit removal = lastRemoval;
        if (removal == null || !removal.reason.equals(reason)) {
            removal = new Edit(null, reason);
            lastRemoval = removal;
        }
        edits[number - 1] = removal;
    }

    /**
     * Puts a new line after {@code line}; several keep their order.
     *
     * @throws dev.sightline.sdp.SdpException when {@code content} holds a control character
     */
    public void insertAfter(SdpLine line, String content, String reason) {
        inserted.computeIfAbsent(line.number() - 1, index -> new ArrayList<>(1))
                .add(new Edit(checked(content), reason));
        growth += content.length() + 2 * CRLF.length();
    }

    private static String checked(String content) {
        return SdpText.requireLine("a line", content);
    }

    /** Carries the changes out. */
    public Rewriting done() {
        if (isUntouched()) {
            return Rewriting.of(in, List.of());
        }
        return new Rewriting(SessionDescription.parse(text(), SdpLimits.NONE), this::changes);
    }

    private boolean isUntouched() {
        if (!inserted.isEmpty()) {
            return false;
        }
        for (Edit edit : edits) {
            if (edit != null) {
                return false;
            }
        }
        return true;
    }

    /** Runs of lines that stay are copied at once. */
    private String text() {
        String old = in.toString();
        StringBuilder text = new StringBuilder(size(old.length()));
        int keptFrom = 0;
        for (int i = 0; i < edits.length; i++) {
            Edit edit = edits[i];
            if (edit != null) {
                append(text, old, keptFrom, in.offsetOf(i));
                keptFrom = in.offsetOf(i + 1);
                if (edit.content != null) {
                    text.append(edit.content).append(in.lines().get(i).ending());
                }
            }
            List<Edit> following = inserted.isEmpty() ? null : inserted.get(i);
            if (following != null) {
                append(text, old, keptFrom, in.offsetOf(i + 1));
                keptFrom = in.offsetOf(i + 1);
                append(text, following);
            }
        }
        append(text, old, keptFrom, old.length());
        return text.toString();
    }

    /** A blank line that ends with LF would become the end of a line with a lone CR before it. */
    private static void append(StringBuilder text, String old, int from, int to) {
        boolean joins = from < to && text.length() > 0 && text.charAt(text.length() - 1) == '\r';
        if (joins && old.charAt(from) == '\n') {
            text.append('\r');
        }
        text.append(old, from, to);
    }

    private int size(int old) {
        int removed = 0;
        for (int i = 0; i < edits.length; i++) {
            Edit edit = edits[i];
            if (edit != null && edit.content == null) {
                removed += in.offsetOf(i + 1) - in.offsetOf(i);
            }
        }
        return old + growth - removed;
    }

    private void append(StringBuilder text, List<Edit> following) {
        String ending = lineEnding();
        if (text.length() > 0 && text.charAt(text.length() - 1) != '\n' && text.charAt(text.length() - 1) != '\r') {
            text.append(ending);
        }
        for (Edit edit : following) {
            text.append(edit.content).append(ending);
        }
    }

    /** What new lines end with: as the first line does, since some readers insist on one form. */
    private String lineEnding() {
        String first = in.lines().get(0).ending();
        return first.isEmpty() ? CRLF : first;
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < edits.length; i++) {
            Edit edit = edits[i];
            if (edit != null) {
                changes.add(change(Optional.of(in.lines().get(i).content()), edit, i));
            }
            for (Edit following : inserted.getOrDefault(i, List.of())) {
                changes.add(change(Optional.empty(), following, i));
            }
        }
        return changes;
    }

    private Change change(Optional<String> before, Edit edit, int index) {
        return new Change(before, Optional.ofNullable(edit.content), rule, edit.reason, index + 1);
    }
}
