package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.util.List;
import java.util.Optional;

/** {@link Verdict#UNPROVEN}: RTCP leaves for the camera by a port of which nothing tells whose it is. */
final class Unclaimed {
    private Unclaimed() {}

    /** It goes where the camera may expect RTCP, of its source; what began before a negotiation is an earlier endpoint's. */
    static Optional<Finding> of(StreamCase the) {
        return the.feedback()
                .unclaimed()
                .filter(the::isFresh)
                .filter(tally -> the.leading().contains(tally.key().interfaceName()))
                .filter(tally ->
                        the.feedback().expected().mayBe(tally.destination().getPort()))
                .filter(tally -> the.agreed().isEmpty()
                        || !tally.first().isBefore(the.bursts().first()))
                .map(tally -> found(the, tally));
    }

    private static Finding found(StreamCase the, RtcpTally tally) {
        int port = tally.source().getPort();
        boolean watched = the.scene().watched().contains(port);
        return new Finding(
                Verdict.UNPROVEN,
                tally.since(),
                List.of(Cause.PORT_IN_DOUBT),
                "RTP from " + socket(the.stream().source()) + " arrives for "
                        + socket(the.stream().destination()) + ", and RTCP that names its SSRC leaves by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination())
                        + ", where the camera may expect it, but from port " + port + ", "
                        + (watched
                                ? "for which no RTP comes"
                                : "which is not one of " + the.scene().watched())
                        + ": this host may translate the media server's port, or a relay or another program sends it",
                Optional.of((watched ? "" : Cures.WATCH_EVERY_PORT + "; ") + Cures.unclaimedPort(port)));
    }
}
