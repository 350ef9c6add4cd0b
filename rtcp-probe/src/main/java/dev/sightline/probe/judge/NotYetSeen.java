package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.proof.Unproven;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.SequenceCount;
import java.util.List;

/** Heeds the streams of which only reports were seen so far, beside those that were seen. */
final class NotYetSeen {
    private NotYetSeen() {}

    /**
     * The finding on a camera of which streams were seen, too: nothing is well before all were.
     *
     * @param reports its reports on streams that were not, the oldest first
     */
    static Finding remarked(Finding finding, List<RtcpTally> reports) {
        if (reports.isEmpty() || finding.verdict() != Verdict.DELIVERED) {
            return finding;
        }
        RtcpTally first = reports.get(0);
        String more = reports.size() == 1 ? "" : ", and of " + (reports.size() - 1) + " more,";
        return Unproven.finding(
                first.first(),
                Cause.TOO_EARLY,
                "a stream that reports from " + Wording.socket(first.source()) + " to port "
                        + first.destination().getPort() + more
                        + " has not been seen yet: where so much arrives only every "
                        + SequenceCount.SAMPLED
                        + "th packet is captured, and one that sends few takes long to be seen; what was seen of this camera is "
                        + finding.verdict());
    }
}
