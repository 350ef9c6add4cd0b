package dev.sightline.gateway.negotiations;

import dev.sightline.probe.Verdict;
import java.util.ArrayList;
import java.util.List;

/** How the verdict of one negotiation went on. */
final class Verdicts {
    static final int MOST = 8;

    private Verdicts() {}

    /**
     * A verdict is kept when it is another than the last one. Where nothing can be proven any more, what was proven before
     * says more; so does the first proof where nothing could be proven.
     */
    static List<Measured> with(List<Measured> known, Measured now) {
        if (known.isEmpty()) {
            return List.of(now);
        }
        Measured last = known.get(known.size() - 1);
        if (last.verdict() == Verdict.UNPROVEN) {
            return List.of(now);
        }
        if (now.verdict() == Verdict.UNPROVEN || now.verdict() == last.verdict()) {
            return known;
        }
        List<Measured> grown = new ArrayList<>(known);
        grown.add(now);
        return List.copyOf(grown.subList(Math.max(0, grown.size() - MOST), grown.size()));
    }
}
