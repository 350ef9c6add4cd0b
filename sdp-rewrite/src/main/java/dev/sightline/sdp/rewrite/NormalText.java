package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The text that {@link SdpNormaliser} passes on, and the account of it. */
final class NormalText {
    private static final String CRLF = "\r\n";

    private final String rule;
    private final List<Change> changes = new ArrayList<>();
    private final Set<Integer> moved = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private int otherEnds;

    NormalText(String rule) {
        this.rule = rule;
    }

    void dropped(SdpLine line, String reason) {
        changes.add(new Change(Optional.of(line.content()), Optional.empty(), rule, reason, line.number()));
    }

    /** The lines before the first section, with the {@code s=} and {@code t=} that should be among them. */
    void session(List<SdpLine> lines) {
        boolean named = lines.stream().anyMatch(line -> line.type() == 's');
        boolean timed = lines.stream().anyMatch(line -> line.type() == 't');
        SdpLine last = null;
        for (SdpLine line : inOrder(lines, SdpNormaliser.SESSION_ORDER)) {
            named = added(named, "s=-", line);
            timed = added(timed, "t=0 0", line);
            write(line);
            last = line;
        }
        if (last != null) {
            missing(named, "s=-", last);
            missing(timed, "t=0 0", last);
        }
    }

    void section(List<SdpLine> lines) {
        inOrder(lines, SdpNormaliser.SECTION_ORDER).forEach(this::write);
    }

    /** Adds a line that is not there yet before the first one that has to stand behind it. */
    private boolean added(boolean there, String content, SdpLine next) {
        if (!there
                && rank(next.type(), SdpNormaliser.SESSION_ORDER)
                        > rank(content.charAt(0), SdpNormaliser.SESSION_ORDER)) {
            missing(false, content, next);
            return true;
        }
        return there;
    }

    private void missing(boolean there, String content, SdpLine near) {
        if (!there) {
            text.append(content).append(CRLF);
            changes.add(new Change(
                    Optional.empty(), Optional.of(content), rule, "every description has such a line", near.number()));
        }
    }

    private List<SdpLine> inOrder(List<SdpLine> lines, String order) {
        int reached = 0;
        for (SdpLine line : lines) {
            int rank = rank(line.type(), order);
            if (rank < reached) {
                moved.add(line.number());
                change(line, "it moves to its place by RFC 8866, section 5");
            }
            reached = Math.max(reached, rank);
        }
        List<SdpLine> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingInt(line -> rank(line.type(), order)));
        return sorted;
    }

    /** {@code r=} belongs to the {@code t=} before it. */
    private static int rank(char type, String order) {
        return order.indexOf(type == 'r' ? 't' : type);
    }

    private void write(SdpLine line) {
        String content = line.content().stripTrailing();
        text.append(content).append(CRLF);
        otherEnds += line.ending().equals(CRLF) ? 0 : 1;
        if (content.length() < line.length() && !moved.contains(line.number())) {
            change(line, "no space stands at a line's end");
        }
    }

    private void change(SdpLine line, String reason) {
        changes.add(new Change(
                Optional.of(line.content()), Optional.of(line.content().stripTrailing()), rule, reason, line.number()));
    }

    Rewriting done(SessionDescription in) {
        if (otherEnds > 0) {
            changes.add(new Change(
                    Optional.empty(),
                    Optional.empty(),
                    rule,
                    "every line ends with CRLF, and " + otherEnds + " did not",
                    0));
        }
        changes.sort(Comparator.comparingInt(Change::line));
        return changes.isEmpty()
                ? Rewriting.of(in, changes)
                : Rewriting.of(SessionDescription.parse(text.toString(), SdpNormaliser.BOUNDS), changes);
    }
}
