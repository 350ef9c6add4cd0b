package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.correlation.FlowRoutes;
import dev.sightline.probe.judge.correlation.Namesake;
import dev.sightline.probe.judge.correlation.ReturnLinks;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** RTCP that is for the camera and leaves by another link than the one by which its RTP comes: what is said of it. */
final class OtherLink {
    private OtherLink() {}

    /** {@link Verdict#UNPROVEN}: nothing tells whether that link leads to the camera. */
    static Optional<Finding> of(StreamCase the) {
        return the.fresh(Meaning.LINK_IN_DOUBT)
                .map(tally -> routes(the).isPending(tally)
                        ? Unproven.unknownRoute(the, tally, Meaning.LINK_IN_DOUBT)
                        : namesake(the, tally)
                                .map(other -> namesake(the, tally, other))
                                .orElseGet(() -> inDoubt(the, tally)));
    }

    /** The camera's address answers on that link, and not the camera. */
    private static Finding namesake(StreamCase the, RtcpTally tally, Namesake other) {
        Instant since = Stream.concat(
                        Stream.of(since(the, tally)), tally.stations().since(other.interfaceName()).stream())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return the.finding(
                Verdict.UNPROVEN,
                since,
                List.of(Cause.ASYMMETRIC_ROUTE, Cause.OTHER_STATION),
                left(the, tally) + ", to the link address " + StationWords.addresses(other.to()) + arrival(the, tally)
                        + ", from " + StationWords.addresses(other.from())
                        + ": another device has the camera's address on "
                        + StationWords.link(the.stream(), tally)
                        + ", or this host's neighbour entry for it is wrong there",
                Cures.wrongNeighbour(the.stream(), tally)
                        + "; or route the camera by the link of its RTP: ip route replace "
                        + Wording.address(the.stream().camera()) + " dev "
                        + StationWords.device(the.stream(), tally));
    }

    private static Optional<Namesake> namesake(StreamCase the, RtcpTally tally) {
        return route(the, tally).flatMap(Route::gateway).isPresent()
                ? Optional.empty()
                : Namesake.of(
                        the.scene().host(), the.stream(), tally, the.feedback().fromCamera(), the.now());
    }

    private static Finding inDoubt(StreamCase the, RtcpTally tally) {
        return the.finding(
                Verdict.UNPROVEN,
                since(the, tally),
                List.of(Cause.ASYMMETRIC_ROUTE),
                left(the, tally) + links(the, tally) + ": whether "
                        + StationWords.link(the.stream(), tally) + " leads to it, too, is not seen from here"
                        + kernel(the, tally),
                Cures.otherLink(the.stream(), tally));
    }

    private static Instant since(StreamCase the, RtcpTally tally) {
        return the.feedback()
                .since(Meaning.LINK_IN_DOUBT, the.now(), the.scene().rules())
                .orElse(tally.feedbackSince());
    }

    private static String left(StreamCase the, RtcpTally tally) {
        return Wording.counts(the.feedback().flow(tally, Meaning.LINK_IN_DOUBT)) + " left by "
                + StationWords.link(the.stream(), tally) + " for " + Wording.socket(tally.destination());
    }

    /** Whether it is such RTCP. */
    static boolean isTaken(StreamCase the, RtcpTally tally) {
        return tally.direction() != Direction.LOCAL && !ReturnLinks.comesBack(the.stream(), tally);
    }

    /** Whether the camera was heard of on that link. */
    static boolean isProven(StreamCase the, RtcpTally tally) {
        return route(the, tally).flatMap(Route::gateway).isEmpty()
                && ReturnLinks.answers(the.scene().host(), the.stream().camera(), tally);
    }

    /** Why it is taken for delivered all the same; goes on with a sentence. */
    static String remark(StreamCase the, RtcpTally tally) {
        String name = StationWords.link(the.stream(), tally);
        if (isProven(the, tally)) {
            return arrival(the, tally) + ", but " + Wording.address(the.stream().camera()) + " answers on " + name
                    + ", too";
        }
        return links(the, tally) + ": taken for delivered, since "
                + (the.stream().hopLimit().isSpent() ? "" : "nothing shows that the camera is on that link, and ")
                + "behind a router " + name + " may lead to it as well" + kernel(the, tally);
    }

    private static String links(StreamCase the, RtcpTally tally) {
        String where = ReturnLinks.isOnItsLink(the.scene().host(), the.stream())
                ? ", and the camera is on that very link"
                : the.stream().hopLimit().isSpent() ? ", through a router" : "";
        return arrival(the, tally) + where;
    }

    private static String arrival(StreamCase the, RtcpTally tally) {
        return "; its RTP comes by " + StationWords.links(the.stream(), tally);
    }

    /** The kernel's, for these very sockets. */
    private static Optional<Route> route(StreamCase the, RtcpTally tally) {
        return routes(the).taken(tally).or(the::route);
    }

    private static FlowRoutes routes(StreamCase the) {
        return new FlowRoutes(the.scene().host().routes());
    }

    private static String kernel(StreamCase the, RtcpTally tally) {
        if (the.scene().retrospective()) {
            return ", for a capture does not hold the routes of the host where it was made";
        }
        return route(the, tally)
                .filter(route -> route.leavesBy().isPresent())
                .map(route -> "; the kernel's route for it is by " + words(route)
                        + (route.interfaceName().equals(tally.key().interfaceName())
                                ? ""
                                : ", and a policy rule for a mark may lead it elsewhere"))
                .orElse("");
    }

    private static String words(Route route) {
        return route.interfaceName()
                + route.gateway()
                        .map(router -> " via " + Wording.address(router))
                        .orElse("")
                + route.rule()
                        .map(rule -> ", by the policy rule \"" + rule + "\"")
                        .orElse("");
    }
}
