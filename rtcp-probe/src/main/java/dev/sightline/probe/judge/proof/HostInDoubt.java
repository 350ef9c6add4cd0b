package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.FlowRoutes;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: RTCP is for another address than the one that RTP comes from, which may be the camera's own, too:
 * reports with the source of its RTP come from there; or this host hands it to the camera's as to a router, or in a capture
 * a private one while a router is on the way of the RTP, which may translate. Of a camera that was negotiated with this is
 * not said: there another policy can be tried, and a camera without feedback is worse.
 */
final class HostInDoubt {
    /** Why it may be right, and how to see whether it is. */
    private record Doubt(String why, String cure) {}

    private HostInDoubt() {}

    /** Any flow makes the doubt, whichever spoke last: else the verdict would jump where RTCP goes to several hosts. */
    static Optional<Finding> of(StreamCase the) {
        if (the.agreed().isPresent()) {
            return Optional.empty();
        }
        return the.feedback()
                .meaning(Meaning.WRONG_HOST)
                .filter(the::isFresh)
                .sorted(Comparator.comparing(RtcpTally::first))
                .flatMap(tally -> doubt(the, tally).map(doubt -> found(the, tally, doubt)).stream())
                .findFirst();
    }

    private static Optional<Doubt> doubt(StreamCase the, RtcpTally tally) {
        return the.feedback().otherSockets().contains(tally.destination())
                ? Optional.of(reporting(the, tally))
                : translation(the, tally).map(why -> translated(the, why));
    }

    /** A camera may report from another of its addresses; so may a stranger who knows the source of its RTP. */
    private static Doubt reporting(StreamCase the, RtcpTally tally) {
        String other = address(tally.destination().getAddress());
        return new Doubt(
                "from there come reports with the SSRC of that RTP, "
                        + Wording.ssrc(the.stream().ssrc()) + ": whether " + other
                        + " is another address of the camera, the wire does not tell",
                "see whether " + other
                        + " is an address of the camera, too, and there whether it gets RTCP, or capture on its side");
    }

    private static Doubt translated(StreamCase the, String why) {
        return new Doubt(
                why + ": whether it translates the camera's address and passes this on to it, the wire does not tell",
                "see at the camera whether it gets RTCP, or capture behind "
                        + address(the.stream().camera()));
    }

    /** A capture does not tell its host's routes; there the hop limit of the RTP shows that a router is on its way. */
    private static Optional<String> translation(StreamCase the, RtcpTally tally) {
        String camera = address(the.stream().camera());
        InetAddress other = tally.destination().getAddress();
        if (router(the, tally).filter(the.stream().camera()::equals).isPresent()) {
            return Optional.of(camera + " is this host's router to " + address(other));
        }
        boolean behind = the.scene().retrospective() && the.stream().hopLimit().isSpent();
        return behind && other.isSiteLocalAddress()
                ? Optional.of("a router is on the way of its RTP (its hop limit is "
                        + the.stream().hopLimit().left() + ")")
                : Optional.empty();
    }

    /** The router to which this host hands the RTCP, where there is one. */
    static Optional<InetAddress> router(StreamCase the, RtcpTally tally) {
        return new FlowRoutes(the.scene().host().routes())
                .of(tally.source(), tally.destination())
                .flatMap(Route::gateway);
    }

    private static Finding found(StreamCase the, RtcpTally tally, Doubt doubt) {
        String camera = address(the.stream().camera());
        return new Finding(
                Verdict.UNPROVEN,
                tally.since(),
                List.of(Cause.HOST_IN_DOUBT),
                Wording.counts(the.feedback().flow(tally, Meaning.WRONG_HOST)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination()) + ", not for " + camera
                        + ", from which the RTP comes; but " + doubt.why(),
                Optional.of(doubt.cure() + "; if it gets none, " + Cures.cameraAddress(the.stream())));
    }
}
