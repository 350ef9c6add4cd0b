package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@link Verdict#UNREACHABLE}: the network says so, or the next hop does not answer. */
final class Unreachable {
    private Unreachable() {}

    /**
     * By ICMP errors about RTCP that was addressed rightly. When a camera starts anew its port is closed for a moment,
     * and then its RTP ends: only where RTP goes on is the way back missing.
     */
    static Optional<Finding> byAnswers(StreamCase the) {
        return LatestAnswer.of(the)
                .filter(answer -> answer.refusal().kind() != Cause.PORT_UNREACHABLE
                        || the.feedback()
                                .expected()
                                .certain()
                                .contains(answer.refusal().destination().getPort()))
                .flatMap(answer -> (isOfTheWay(the, answer) || goesOn(the, answer)
                                ? Optional.of(Refused.byItsReporter(the, answer.refusal()))
                                : atFirst(the, answer.refusal()))
                        .map(found -> begun(the, answer, found)));
    }

    /** What was found otherwise meanwhile is refused again since the first answer after that began. */
    private static Finding begun(StreamCase the, Answer answer, Finding found) {
        return the.before()
                .filter(before -> before.verdict() != found.verdict())
                .filter(before -> !found.since().isAfter(before.since()))
                .flatMap(before -> answer.times().firstAfter(before.since()))
                .map(found::heldSince)
                .orElse(found);
    }

    /** What this host answers itself needs no time to show; but of a camera on this very host it is the camera's answer. */
    private static boolean isOfTheWay(StreamCase the, Answer answer) {
        return answer.ofThisHost()
                && !answer.refusal().reporter().equals(the.stream().camera());
    }

    /** What a router forbids has nothing to do with a camera that starts anew. */
    private static boolean goesOn(StreamCase the, Answer answer) {
        Refusal refusal = answer.refusal();
        boolean ofTheCamera = !answer.isOfARouter() || refusal.kind() == Cause.HOST_UNREACHABLE;
        Instant steady = ofTheCamera ? the.stream().steadySince() : Instant.MIN;
        Instant from = refusal.first().isAfter(steady) ? refusal.first() : steady;
        return refusal.last().isAfter(steady)
                && Duration.between(from, the.stream().last()).compareTo(WatchRules.UNDER_WAY) >= 0;
    }

    /** What was found before goes on, but nothing begins to be delivered; where nothing was found, nothing is proven yet. */
    private static Optional<Finding> atFirst(StreamCase the, Refusal refusal) {
        Optional<Finding> before = the.before();
        Finding found = Refused.outright(the, refusal);
        if (before.isEmpty() || before.get().causes().contains(Cause.TOO_EARLY)) {
            return Optional.of(Unproven.finding(
                    the.since(),
                    Cause.TOO_EARLY,
                    found.reason() + "; whether the camera just starts anew is not known yet"));
        }
        boolean goesOn = before.get().verdict() == Verdict.DELIVERED
                || (before.get().verdict() != Verdict.UNREACHABLE
                        && the.delivered().isEmpty());
        return goesOn ? Optional.empty() : Optional.of(found);
    }

    /** Without an answer of the next hop on its link the kernel sends nothing, so no capture sees it. */
    static Optional<Finding> byNeighbour(StreamCase the) {
        Optional<Neighbour> failed = the.nextHop().filter(hop -> hop.state() == Neighbour.State.FAILED);
        boolean sent = the.fresh(Meaning.DELIVERED)
                .filter(tally -> the.ago(tally.last()).compareTo(LatestAnswer.RATION) <= 0)
                .isPresent();
        return failed.filter(hop -> !sent && !the.leavesInVain()).map(hop -> unresolved(the, hop));
    }

    private static Finding unresolved(StreamCase the, Neighbour hop) {
        return the.finding(
                Verdict.UNREACHABLE,
                the.lastDelivered(),
                List.of(Cause.NEIGHBOUR_FAILED),
                NextHop.words(the) + " does not answer on " + hop.interfaceName()
                        + " when it is asked for its link address, so no RTCP can leave for it",
                NextHop.cure(the, hop));
    }

    /** The kernel sends nothing where no route leads; what a guest of a bridging host sends asks for none of its routes. */
    static Optional<Finding> byRoute(StreamCase the) {
        return the.route()
                .filter(route -> the.stream().isForThisHost())
                .filter(route -> route.kind() == Route.Kind.NO_ROUTE)
                .filter(route -> the.fresh(Meaning.DELIVERED).isEmpty())
                .map(route -> the.finding(
                        Verdict.UNREACHABLE,
                        the.lastDelivered(),
                        List.of(Cause.NETWORK_UNREACHABLE),
                        "this host's kernel has no way to "
                                + address(the.stream().camera()) + " (ip route get says " + route.kind()
                                + "), so no RTCP can leave for it",
                        Cures.route(the.stream().camera())));
    }
}
