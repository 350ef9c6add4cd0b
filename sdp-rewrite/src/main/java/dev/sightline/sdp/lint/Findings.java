package dev.sightline.sdp.lint;

import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gathers findings: one for each rule and line, at most {@link #MOST} of one description. */
final class Findings {
    static final int MOST = 500;

    private record Place(LintRule rule, Side side, int line) {}

    private final Side side;
    private final List<Finding> found = new ArrayList<>();
    private final Set<Place> places = new HashSet<>();

    Findings(Side side) {
        this.side = side;
    }

    void at(SdpLine line, LintRule rule, Object... values) {
        add(rule, line.number(), SdpText.shown(line.content()), values);
    }

    void whole(LintRule rule, Object... values) {
        add(rule, 0, "", values);
    }

    private void add(LintRule rule, int line, String text, Object... values) {
        // Several things may be missing as a whole.
        if (found.size() < MOST && (line == 0 || places.add(new Place(rule, side, line)))) {
            found.add(new Finding(rule, side, line, text, rule.why(values)));
        }
    }

    /** By line, those about the whole last; of one line the worst first. */
    List<Finding> inOrder() {
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.comparingInt((Finding finding) -> finding.line() == 0 ? Integer.MAX_VALUE : finding.line())
                        .thenComparing(Finding::severity)
                        .thenComparing(Finding::rule));
        return List.copyOf(sorted);
    }
}
