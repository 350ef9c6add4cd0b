package dev.sightline.gateway.stream;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How the verdict on one camera's feedback went on, over all its negotiations. Read by any thread, told by one. */
final class PastVerdicts {
    static final int MOST = 16;

    private static final Pattern FIGURES = Pattern.compile("[0-9]+");

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
        List<PastVerdict> grown = before(now, verdicts);
        Finding kept = now;
        if (!grown.isEmpty() && isStill(grown.get(grown.size() - 1).finding(), now)) {
            Finding former = grown.remove(grown.size() - 1).finding();
            kept = isOneSession(before, after) ? now.heldSince(former.since()) : now;
        }
        grown.add(new PastVerdict(kept, judged(after).map(CameraSession::policy)));
        verdicts = List.copyOf(grown.subList(Math.max(0, grown.size() - MOST), grown.size()));
    }

    /**
     * Without the waits and pauses that began within a verdict, as of a camera that sends in bursts and is silent since the
     * first of them. {@code DELIVERED} between two pauses went by feedback of before: it is one with that, or none where the
     * feedback came in a pause.
     */
    private static List<PastVerdict> before(Finding now, List<PastVerdict> all) {
        int within = all.size();
        while (!isIdle(now) && within > 0 && isWithin(now, all.get(within - 1).finding())) {
            within--;
        }
        List<PastVerdict> left = new ArrayList<>(all.subList(0, within));
        if (within > 0 && isPause(all.get(within - 1).finding())) {
            return left;
        }
        for (PastVerdict next : all.subList(within, all.size())) {
            if (!isIdle(next.finding())) {
                addTo(left, next);
            }
        }
        return left;
    }

    private static boolean isWithin(Finding now, Finding former) {
        return !former.since().isBefore(now.since()) && (isIdle(former) || former.verdict() == Verdict.DELIVERED);
    }

    private static boolean isIdle(Finding finding) {
        return finding.causes().contains(Cause.TOO_EARLY) || isPause(finding);
    }

    private static boolean isPause(Finding finding) {
        return finding.verdict() == Verdict.NO_MEDIA && finding.causes().contains(Cause.CAMERA_STOPPED);
    }

    private static void addTo(List<PastVerdict> left, PastVerdict next) {
        Finding kept = next.finding();
        if (!left.isEmpty()) {
            PastVerdict last = left.get(left.size() - 1);
            if (last.policy().equals(next.policy()) && isStill(last.finding(), kept)) {
                left.remove(left.size() - 1);
                kept = kept.heldSince(last.finding().since());
            }
        }
        left.add(new PastVerdict(kept, next.policy()));
    }

    /** While another one is negotiated, a verdict is on the session that viewers are still shown. */
    private static Optional<CameraSession> judged(StreamState state) {
        return state.living().map(Healing.Former::session).or(state::session);
    }

    /** Between two sessions no verdict holds. */
    private static boolean isOneSession(StreamState before, StreamState after) {
        return before.session().map(CameraSession::id).equals(after.session().map(CameraSession::id));
    }

    /**
     * What was seen last says most of a verdict for the same causes. Where nothing can be proven and no cause is known, the
     * reason is all that there is, but not how long or how often.
     */
    private static boolean isStill(Finding last, Finding now) {
        if (now.verdict() != last.verdict() || !causes(now).equals(causes(last))) {
            return false;
        }
        boolean causeKnown = now.verdict() != Verdict.UNPROVEN || !now.causes().isEmpty();
        return causeKnown || words(now).equals(words(last));
    }

    /** A verdict that stays in the camera's pauses is the same in them. */
    private static Set<Cause> causes(Finding finding) {
        Set<Cause> causes = new HashSet<>(finding.causes());
        if (finding.verdict() != Verdict.NO_MEDIA) {
            causes.remove(Cause.CAMERA_STOPPED);
        }
        return causes;
    }

    private static String words(Finding finding) {
        return FIGURES.matcher(finding.reason()).replaceAll("");
    }
}
