package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.RouterAnswers.Doubt;
import dev.sightline.probe.judge.correlation.Talkback;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: a router on the way refuses the RTCP of other cameras and answers so little of it that it may
 * refuse this one's, too, and has not answered it yet.
 */
final class RouterInDoubt {
    private RouterInDoubt() {}

    static Optional<Finding> of(StreamCase the) {
        return the.delivered()
                .filter(tally -> !isOnTheLink(the))
                .flatMap(tally -> the.routers()
                        .doubt(tally, the.scene().rules().longestGap())
                        .filter(doubt ->
                                !Talkback.arrives(tally, the.feedback().fromCamera(), doubt.since(), the.now()))
                        .map(doubt -> found(the, tally, doubt)));
    }

    /** A capture does not tell its host's routes; there the hop limit of the RTP shows that no router is on its way. */
    private static boolean isOnTheLink(StreamCase the) {
        return the.route().isEmpty() && the.stream().hopLimit().isWhole();
    }

    private static Finding found(StreamCase the, RtcpTally tally, Doubt doubt) {
        boolean one = doubt.cameras() == 1;
        return the.finding(
                Verdict.UNPROVEN,
                tally.feedbackSince().isAfter(doubt.since()) ? tally.feedbackSince() : doubt.since(),
                List.of(doubt.kind()),
                Wording.counts(the.feedback().flow(tally, Meaning.DELIVERED)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination()) + "; but "
                        + address(doubt.router()) + " refuses RTCP that goes the same way for "
                        + (one ? "another camera" : doubt.cameras() + " other cameras") + " ("
                        + Refused.words(doubt.kind()) + ") and answered " + doubt.answers() + " of about "
                        + doubt.datagrams() + " datagrams: whether it refuses this, too, is not known before it"
                        + " would have answered some of it",
                Cures.refusingRouter(doubt.router(), the.stream().camera()));
    }
}
