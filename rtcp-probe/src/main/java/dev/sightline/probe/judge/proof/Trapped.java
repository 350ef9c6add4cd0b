package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@link Verdict#TRAPPED}: RTCP is seen where it cannot reach the camera. */
final class Trapped {
    private Trapped() {}

    static Optional<Finding> of(StreamCase the) {
        Optional<RtcpTally> trapped = the.feedback()
                .meaning(Meaning.TRAPPED)
                .filter(the::isFresh)
                .filter(tally -> !isOnItsWay(the, tally))
                .filter(tally -> !the.routePending() || isLooped(tally))
                .max(Comparator.comparing(RtcpTally::last));
        return trapped.map(tally -> found(the, tally))
                .or(() -> the.fresh(Meaning.TRAPPED)
                        .filter(tally -> !isOnItsWay(the, tally))
                        .map(tally -> Unproven.unknownRoute(the, tally, Meaning.TRAPPED)));
    }

    /** Whether it comes from a media server behind a translation, addressed rightly: no new offer mends where it ends. */
    static boolean isOnItsWay(StreamCase the, RtcpTally tally) {
        return the.isInside(tally) && isAddressedRightly(the, tally);
    }

    static Finding found(StreamCase the, RtcpTally tally) {
        RtcpFlow flow = the.feedback().flow(tally, Meaning.TRAPPED);
        String reason = Wording.counts(flow) + together(the, tally)
                + (the.isInside(tally) || tally.direction() == Direction.IN ? " came by " : " left by ")
                + flow.interfaceName() + " for "
                + socket(flow.destination()) + ", but RTP arrives from "
                + socket(the.stream().source()) + " on "
                + String.join(", ", the.stream().interfaceNames())
                + the.behind()
                        .filter(inner -> the.isInside(tally))
                        .map(inner -> "; " + Silent.translated(inner))
                        .orElse("")
                + route(the, tally);
        return the.finding(
                Verdict.TRAPPED,
                the.feedback()
                        .since(Meaning.TRAPPED, the.now(), the.scene().rules())
                        .orElse(tally.feedbackSince()),
                List.of(cause(the, tally)),
                reason,
                cure(the, tally));
    }

    /** Cameras that send to one port are reported on together. */
    private static String together(StreamCase the, RtcpTally tally) {
        int sources = tally.mediaSsrcs().size();
        return sources > 1 && !the.stream().hasSentAll(tally.mediaSsrcs())
                ? " about " + sources + " sources together"
                : "";
    }

    private static String route(StreamCase the, RtcpTally tally) {
        if (!isAddressedRightly(the, tally)) {
            return isRedirected(the, tally) ? OwnAddress.words(the) : "";
        }
        if (OwnAddress.keeps(the, tally)) {
            return OwnAddress.words(the);
        }
        return the.isInside(tally)
                ? ", and nothing of it leaves this host for the camera"
                : the.route()
                        .flatMap(Route::leavesBy)
                        .map(
                                name -> "; the kernel's route for it is by " + name
                                        + ", so the sending socket is bound to the other one, or marked for a policy rule (ip rule)")
                        .orElse("; whether a policy rule (ip rule) leads it there is not known");
    }

    /** No offer mends the route of RTCP that is for the camera already. */
    private static String cure(StreamCase the, RtcpTally tally) {
        if (isRedirected(the, tally)) {
            return OwnAddress.cure(the);
        }
        if (!isAddressedRightly(the, tally)) {
            return Cures.cameraAddress(the.stream());
        }
        if (OwnAddress.keeps(the, tally)) {
            return OwnAddress.cure(the);
        }
        return the.behind()
                .filter(inner -> the.isInside(tally))
                .map(Cures::forward)
                .orElseGet(() -> Cures.route(the.stream(), tally));
    }

    /** It turns round at another socket of this host, which answers in the camera's name. */
    private static boolean isRedirected(StreamCase the, RtcpTally tally) {
        return isLooped(tally)
                && !isAddressedRightly(the, tally)
                && the.answers().stream().anyMatch(answer -> OwnAddress.answers(the, answer));
    }

    private static boolean isAddressedRightly(StreamCase the, RtcpTally tally) {
        return tally.destination().getAddress().equals(the.stream().camera());
    }

    /** What is for the camera is not turned round by the offer, but perhaps by a table that a policy rule leads to. */
    private static Cause cause(StreamCase the, RtcpTally tally) {
        boolean byARule = isAddressedRightly(the, tally)
                && the.route()
                        .filter(route ->
                                !route.table().isEmpty() && !route.table().equals("local"))
                        .isPresent();
        boolean looped = isLooped(tally) || isForThisHost(the, tally) || tally.direction() == Direction.IN;
        return looped && !byARule ? Cause.LOOPED_BACK : Cause.WRONG_INTERFACE;
    }

    /** A container's RTCP for an address of its host comes by the container's link. */
    private static boolean isForThisHost(StreamCase the, RtcpTally tally) {
        return tally.destination()
                .getAddress()
                .equals(the.stream().destination().getAddress());
    }

    static boolean isLooped(RtcpTally tally) {
        return tally.direction() == Direction.LOCAL
                || tally.destination().getAddress().isLoopbackAddress();
    }
}
