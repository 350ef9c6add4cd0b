package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps since when a verdict holds, and which ones were before. Not for several threads. */
final class FindingHistory {
    private final Instant beginning;
    private final Deque<Finding> earlier = new ArrayDeque<>(1);
    private @Nullable Finding current;
    private @Nullable Finding whileItFlowed;
    private Instant judgedAt = Instant.MIN;

    FindingHistory(Instant beginning) {
        this.beginning = beginning;
    }

    /** Begins at {@code from} with what was found before, none of which holds any more, by a clock that gained {@code by}. */
    FindingHistory anew(Instant from, Duration by) {
        FindingHistory next = new FindingHistory(from);
        List<Finding> all = new ArrayList<>(earlier);
        current().filter(finding -> !isWaiting(finding)).ifPresent(all::add);
        List<Finding> found = joined(all);
        found.subList(0, Math.max(0, found.size() - CameraVerdict.MAX_HISTORY)).clear();
        found.forEach(finding ->
                next.earlier.addLast(finding.heldSince(finding.since().plus(by))));
        return next;
    }

    /** It was judged at {@code now}. */
    void judged(Instant now) {
        judgedAt = now;
    }

    /** Whether it was judged after {@code then}. */
    boolean isJudgedAfter(Instant then) {
        return judgedAt.isAfter(then);
    }

    /** Its RTP flows: what was found is not of its end. */
    void flows() {
        whileItFlowed = current;
    }

    /** The finding before, without what passes of what is known of the end of its RTP; empty when there was none. */
    Optional<Finding> beforeItsEnd() {
        Optional<Finding> last = current();
        return last.filter(finding -> finding.causes().contains(Cause.INTERFACE_DOWN))
                .flatMap(finding ->
                        Optional.ofNullable(whileItFlowed).filter(flowed -> flowed.verdict() == finding.verdict()))
                .or(() -> last);
    }

    /** The finding before; empty when there was none. */
    Optional<Finding> current() {
        return Optional.ofNullable(current);
    }

    /**
     * Those before {@link #current}, oldest first: waiting for the first feedback is none, and what was the same before and
     * after it is one.
     */
    List<Finding> earlier() {
        return List.copyOf(joined(earlier));
    }

    /**
     * Takes a new finding. While the verdict stays the same, so does its {@code since}; a new verdict cannot have begun
     * before the one that it follows, unless that was a pause: what comes in bursts without feedback is silent since the
     * first of them.
     */
    Finding accept(Finding found) {
        dropWithin(found);
        Finding before = current;
        Instant earliest = before == null ? beginning : before.since();
        if (before != null && isWaiting(before) && goesOn(found)) {
            current = earlier.removeLast();
            return accept(found);
        }
        boolean same = before != null && before.verdict() == found.verdict();
        Instant since = same || found.since().isBefore(earliest) ? earliest : found.since();
        if (before != null && !same && !isWaiting(before) && !isResolved(before, found, since)) {
            replaceEarlier(joined(earlier));
            if (earlier.size() == CameraVerdict.MAX_HISTORY) {
                earlier.removeFirst();
            }
            earlier.addLast(before);
        }
        Finding accepted = found.heldSince(since);
        current = accepted;
        return accepted;
    }

    /** Whether a doubt lasted no time: what was found since holds from its first instant. */
    private boolean isResolved(Finding before, Finding found, Instant since) {
        Finding last = earlier.peekLast();
        return before.verdict() == Verdict.UNPROVEN
                && since.equals(before.since())
                && (last == null || last.verdict() != found.verdict());
    }

    /**
     * The finding to be accepted where what only waits, or ended, does not replace a verdict that was reached; but what waits
     * replaces {@code DELIVERED}, once it is said why it need not hold any more.
     */
    Finding reached(Finding found, Supplier<Optional<String>> unanswered) {
        Finding before = current;
        if (before != null && found.verdict() == Verdict.NO_MEDIA) { // of a stream that ended before it was judged
            return before;
        }
        Finding last = before != null && isWaiting(before) ? earlier.peekLast() : before;
        if (last == null || !isWaiting(found) || found.equals(before)) { // what stays was accepted before
            return found;
        }
        return Optional.of(last)
                .filter(reached -> reached.verdict() == Verdict.DELIVERED)
                .flatMap(reached -> unanswered.get())
                .map(found::withRemark)
                .orElse(last);
    }

    /** Whether waiting was all that came between a verdict and the same one, which had held all the time. */
    private boolean goesOn(Finding found) {
        Finding last = earlier.peekLast();
        return last != null
                && last.verdict() == found.verdict()
                && !found.since().isAfter(last.since());
    }

    /**
     * Drops the pauses in what is silent since before them, and the waits after those. {@code DELIVERED} between two of them
     * went by feedback of before: it is one with that, or none where the feedback came in a pause.
     */
    private void dropWithin(Finding found) {
        Finding last = current;
        if (last == null || found.verdict() != Verdict.SILENT || last.verdict() == Verdict.SILENT) {
            return;
        }
        List<Finding> all = new ArrayList<>(earlier);
        all.add(last);
        int within = all.size();
        while (within > 0 && isWithin(found, all.get(within - 1))) {
            within--;
        }
        if (within < all.size()) {
            boolean afterPause = within > 0 && isPause(all.get(within - 1));
            all.subList(within, all.size()).removeIf(finding -> afterPause || finding.verdict() != Verdict.DELIVERED);
            replaceEarlier(joined(all));
            current = earlier.pollLast();
        }
    }

    private static boolean isWithin(Finding silent, Finding before) {
        return silent.since().isBefore(before.since())
                && (isPause(before) || isWaiting(before) || before.verdict() == Verdict.DELIVERED);
    }

    private static boolean isPause(Finding finding) {
        return finding.verdict() == Verdict.NO_MEDIA && finding.causes().contains(Cause.CAMERA_STOPPED);
    }

    private void replaceEarlier(List<Finding> findings) {
        earlier.clear();
        earlier.addAll(findings);
    }

    /** Neighbours of the same verdict and causes as one, since the first of them, in the words of the last. */
    private static List<Finding> joined(Collection<Finding> findings) {
        List<Finding> joined = new ArrayList<>(findings.size());
        for (Finding next : findings) {
            Finding last = joined.isEmpty() ? next : joined.get(joined.size() - 1);
            boolean same = !joined.isEmpty()
                    && last.verdict() == next.verdict()
                    && last.causes().equals(next.causes());
            if (same) {
                joined.remove(joined.size() - 1);
            }
            joined.add(same ? next.heldSince(last.since()) : next);
        }
        return joined;
    }

    private static boolean isWaiting(Finding finding) {
        return finding.causes().contains(Cause.TOO_EARLY);
    }
}
