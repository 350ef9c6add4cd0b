package dev.sightline.gateway.stream;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the verdict on one camera's feedback went on, over all its negotiations. Read by any thread, told by one. */
final class PastVerdicts {
    static final int MOST = 16;

    private volatile List<PastVerdict> verdicts = List.of();

    /** The oldest first; the last one holds. */
    List<PastVerdict> all() {
        return verdicts;
    }

    void passed(StreamState before, StreamState after) {
        Finding now = after.feedback().finding();
        if (after.session().isEmpty() || now.equals(before.feedback().finding())) {
            return;
        }
        List<PastVerdict> grown = new ArrayList<>(verdicts);
        if (!grown.isEmpty() && isStill(grown.get(grown.size() - 1).finding(), now)) {
            grown.remove(grown.size() - 1);
        }
        grown.add(new PastVerdict(now, judged(after).map(CameraSession::policy)));
        verdicts = List.copyOf(grown.subList(Math.max(0, grown.size() - MOST), grown.size()));
    }

    /** While another one is negotiated, a verdict is on the session that viewers are still shown. */
    private static Optional<CameraSession> judged(StreamState state) {
        return state.living().map(Healing.Former::session).or(state::session);
    }

    /** What was seen last says most of a verdict; where nothing can be proven the reason is all that there is. */
    private static boolean isStill(Finding last, Finding now) {
        return now.verdict() == last.verdict()
                && (now.verdict() != Verdict.UNPROVEN || now.reason().equals(last.reason()));
    }
}
