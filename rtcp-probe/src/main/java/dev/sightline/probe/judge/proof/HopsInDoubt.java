package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.Talkback;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: RTCP leaves with a hop limit (in IPv4, its time to live) that the routers on the way of the
 * camera's RTP would use up, and nobody answers that it ran out. The way back may have fewer.
 */
final class HopsInDoubt {
    private HopsInDoubt() {}

    static Optional<Finding> of(StreamCase the) {
        int routers = the.stream().hopLimit().routers();
        return routers == 0
                ? Optional.empty()
                : the.delivered()
                        .filter(tally -> the.feedback()
                                .meaning(Meaning.DELIVERED)
                                .filter(the::isFresh)
                                .allMatch(flow -> endsWithin(flow, routers)))
                        .filter(tally -> !isWithoutRouter(the))
                        .filter(tally ->
                                !Talkback.arrives(tally, the.feedback().fromCamera(), tally.since(), the.now()))
                        .map(tally -> found(the, tally, routers));
    }

    private static boolean endsWithin(RtcpTally flow, int routers) {
        return flow.fewHops() > 0 && flow.fewHops() <= routers;
    }

    /** Whether the kernel sends it to the camera itself, as to one whose RTP goes a longer way. */
    private static boolean isWithoutRouter(StreamCase the) {
        return the.route().filter(route -> route.gateway().isEmpty()).isPresent();
    }

    private static Finding found(StreamCase the, RtcpTally tally, int routers) {
        return the.finding(
                Verdict.UNPROVEN,
                tally.feedbackSince(),
                List.of(Cause.TIME_EXCEEDED),
                Wording.counts(the.feedback().flow(tally, Meaning.DELIVERED)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination())
                        + ", with a hop limit of " + tally.fewHops() + ", but its RTP comes with "
                        + the.stream().hopLimit().left() + " left of its own, so over " + routers
                        + (routers == 1 ? " router" : " routers")
                        + " or more: unless the way back has fewer, it ends there",
                Cures.HOP_LIMIT);
    }
}
