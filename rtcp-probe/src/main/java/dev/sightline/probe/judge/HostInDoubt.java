package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN}: RTCP is for another address than the one that RTP comes from, but this host hands it to that
 * one as to a router, or in a capture a private one while a router is on the way of the RTP. Where that translates the camera's address, the other may be the camera's own behind it. Of a camera
 * that was negotiated with this is not said: there another policy can be tried, and a camera without feedback is worse.
 */
final class HostInDoubt {
    private HostInDoubt() {}

    static Optional<Finding> of(StreamCase the) {
        return the.fresh(Meaning.WRONG_HOST)
                .filter(tally -> the.agreed().isEmpty())
                .flatMap(tally -> doubt(the, tally).map(why -> found(the, tally, why)));
    }

    /** A capture does not tell its host's routes; there the hop limit of the RTP shows that a router is on its way. */
    private static Optional<String> doubt(StreamCase the, RtcpTally tally) {
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

    private static Finding found(StreamCase the, RtcpTally tally, String why) {
        String camera = address(the.stream().camera());
        return new Finding(
                Verdict.UNPROVEN,
                tally.since(),
                List.of(Cause.HOST_IN_DOUBT),
                Wording.counts(the.feedback().flow(tally, Meaning.WRONG_HOST)) + " left by "
                        + tally.key().interfaceName() + " for " + socket(tally.destination()) + ", not for " + camera
                        + ", from which the RTP comes; but " + why
                        + ": whether it translates the camera's address and passes this on to it, the wire does not tell",
                Optional.of("see at the camera whether it gets RTCP, or capture behind " + camera
                        + "; if it gets none, " + Cures.cameraAddress(the.stream())));
    }
}
