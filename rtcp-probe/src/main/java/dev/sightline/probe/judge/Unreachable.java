package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.Refusals.Answer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link Verdict#UNREACHABLE}: the network says so, or the next hop does not answer. */
final class Unreachable {
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);

    /** Answers are rationed to about one in a second. */
    private static final Duration RATION = Duration.ofSeconds(2);

    /** As many answers that quote only the ports are no accident. */
    private static final int FEW = 3;

    private Unreachable() {}

    /**
     * By ICMP errors about RTCP that was addressed rightly. When a camera starts anew its port is closed for a moment,
     * and then its RTP ends: only where RTP goes on is the way back missing.
     */
    static Optional<Finding> byAnswers(StreamCase the) {
        return answer(the)
                .filter(answer -> answer.refusal().kind() != Cause.PORT_UNREACHABLE
                        || the.feedback()
                                .expected()
                                .certain()
                                .contains(answer.refusal().destination().getPort()))
                .flatMap(answer -> answer.ofThisHost() || goesOn(the, answer.refusal())
                        ? Optional.of(judged(the, answer.refusal()))
                        : atFirst(the, answer.refusal()));
    }

    private static boolean goesOn(StreamCase the, Refusal refusal) {
        Instant steady = the.stream().steadySince();
        Instant from = refusal.first().isAfter(steady) ? refusal.first() : steady;
        return refusal.last().isAfter(steady)
                && Duration.between(from, the.stream().last()).compareTo(UNDER_WAY) >= 0;
    }

    /** What was delivered is not yet lost; what never was is not yet proven. */
    private static Optional<Finding> atFirst(StreamCase the, Refusal refusal) {
        Optional<Finding> before = the.stream().history().current();
        if (before.filter(finding -> finding.verdict() == Verdict.DELIVERED).isPresent()) {
            return Optional.empty();
        }
        boolean waits = before.isEmpty() || before.get().causes().contains(Cause.TOO_EARLY);
        Finding found = refused(the, refusal);
        return Optional.of(
                waits
                        ? Unproven.finding(
                                the.since(),
                                Cause.TOO_EARLY,
                                found.reason() + "; whether the camera just starts anew is not known yet")
                        : found);
    }

    /** The latest answer about RTCP for this stream, if such answers still come. */
    static Optional<Refusal> refusal(StreamCase the) {
        return answer(the).map(Answer::refusal);
    }

    private static Optional<Answer> answer(StreamCase the) {
        return the.answers().stream()
                .filter(answer -> isSender(the, answer.refusal()))
                .filter(answer -> isToAnswer(the, answer.refusal()))
                .filter(answer -> isWhileRtpFlowed(the, answer.refusal()))
                .filter(answer -> isCurrent(the, answer.refusal()))
                .filter(answer -> isBelieved(the, answer))
                .max(Comparator.comparing(answer -> answer.refusal().last()));
    }

    /**
     * Anyone can send an ICMP error in a camera's or a router's name, and the ports in it are easily guessed. Against
     * feedback that is seen leaving only one counts that quotes what left: the SSRC with which the media server's RTCP
     * begins is chosen at random (RFC 3550, 8), so who did not get the RTCP does not know it. Hosts and routers of today
     * quote so much (RFC 1812, 4.3.2.3); an old one may quote no more than the ports, and is believed when it answers to
     * most of what left, as the network does and a few forged packets do not, and the camera's own RTCP does not belie it.
     */
    private static boolean isBelieved(StreamCase the, Answer answer) {
        Refusal refusal = answer.refusal();
        if (answer.ofThisHost() || the.delivered().isEmpty()) {
            return true;
        }
        List<RtcpTally> left = sentTo(the, refusal)
                .filter(tally -> tally.source().equals(refusal.source()))
                .toList();
        return answer.sender()
                .map(sender -> left.stream().anyMatch(tally -> tally.hasBegunWith(sender)))
                .orElseGet(() -> !left.isEmpty() && !isBelied(the, refusal, left) && answersToMost(the, refusal, left));
    }

    /** The camera sends RTCP from the port that is said to be closed, or reports on the RTCP that is said to be lost. */
    private static boolean isBelied(StreamCase the, Refusal refusal, List<RtcpTally> left) {
        return the.feedback().fromCamera().stream()
                .filter(tally -> tally.last().isAfter(refusal.first()))
                .filter(tally -> tally.isFresh(the.now(), the.scene().rules()))
                .anyMatch(tally -> (refusal.kind() == Cause.PORT_UNREACHABLE
                                && tally.source().equals(refusal.destination()))
                        || tally.spokenOf().stream()
                                .anyMatch(ssrc -> left.stream().anyMatch(sent -> sent.hasBegunWith(ssrc))));
    }

    /** Answers are rationed to one in a second, and more RTCP than that may have left since the first of them. */
    private static boolean answersToMost(StreamCase the, Refusal refusal, List<RtcpTally> left) {
        long datagrams = left.stream()
                .mapToLong(tally -> leftSince(tally, refusal.first()))
                .max()
                .orElse(0);
        long seconds = 1 + the.ago(refusal.first()).toSeconds();
        return refusal.count() >= FEW && 3 * refusal.count() >= 2 * Math.min(datagrams, seconds);
    }

    private static long leftSince(RtcpTally tally, Instant then) {
        Duration interval = tally.interval();
        if (interval.isZero() || tally.first().isAfter(then)) {
            return tally.datagrams();
        }
        return 1 + Math.max(0, Duration.between(then, tally.last()).dividedBy(interval));
    }

    /** The receiver or the sender itself; another only as a router, where the way to the camera leads over one. */
    private static boolean isToAnswer(StreamCase the, Refusal refusal) {
        InetAddress reporter = refusal.reporter();
        return reporter.equals(refusal.destination().getAddress())
                || reporter.equals(refusal.source().getAddress())
                || the.route()
                        .filter(route ->
                                route.leavesBy().isPresent() && route.gateway().isEmpty())
                        .isEmpty();
    }

    /** A camera that has stopped answers that nothing listens any more: of the stream that flowed it says nothing. */
    private static boolean isWhileRtpFlowed(StreamCase the, Refusal refusal) {
        return refusal.first().isBefore(the.stream().last()) || !the.stream().pauses(the.now());
    }

    private static boolean isSender(StreamCase the, Refusal refusal) {
        int above = refusal.source().getPort() - the.stream().localPort();
        return above == 0
                || above == 1
                || the.feedback().toCamera().keySet().stream()
                        .anyMatch(tally -> tally.source().equals(refusal.source()))
                || the.agreed()
                        .filter(section ->
                                section.serverRtcpPort() == refusal.source().getPort())
                        .isPresent();
    }

    /** It holds until RTCP goes there that is not refused; where the RTCP is not seen, for three intervals of answers. */
    private static boolean isCurrent(StreamCase the, Refusal refusal) {
        Duration longest = the.scene().rules().longestGap();
        Duration window = longest;
        boolean isSeen = sentTo(the, refusal).findAny().isPresent();
        if (!isSeen) {
            Duration interval = refusal.count() < 2
                    ? Duration.ZERO
                    : Duration.between(refusal.first(), refusal.last()).dividedBy(refusal.count() - 1);
            window = Stream.of(RATION, interval.multipliedBy(3))
                    .max(Comparator.naturalOrder())
                    .filter(three -> three.compareTo(longest) < 0)
                    .orElse(longest);
        }
        return the.ago(refusal.last()).compareTo(window) <= 0
                && (!isSeen || sentTo(the, refusal).anyMatch(the::isFresh))
                && sentTo(the, refusal).noneMatch(tally -> isUnrefused(the, refusal, tally));
    }

    /** Answers are rationed, and the one to the last datagram may be under way. */
    private static boolean isUnrefused(StreamCase the, Refusal refusal, RtcpTally tally) {
        Instant rationed = refusal.last().plus(RATION);
        return tally.beforeLast().isAfter(rationed)
                || (tally.last().isAfter(rationed) && the.ago(tally.last()).compareTo(UNDER_WAY) >= 0);
    }

    private static Stream<RtcpTally> sentTo(StreamCase the, Refusal refusal) {
        return the.feedback().toCamera().keySet().stream()
                .filter(tally -> tally.destination().equals(refusal.destination()));
    }

    /** A firewall that rejects answers in the sender's own name; so does a kernel whose neighbour does not answer. */
    private static Finding judged(StreamCase the, Refusal refusal) {
        boolean own = refusal.reporter().equals(refusal.source().getAddress())
                && !refusal.reporter().equals(the.stream().camera());
        if (!own) {
            return refused(the, refusal);
        }
        return switch (refusal.kind()) {
            case PORT_UNREACHABLE, PROHIBITED -> rejected(the, refusal);
            case HOST_UNREACHABLE -> isResolved(the) ? rejected(the, refusal) : unanswered(the, refusal);
            default -> refused(the, refusal);
        };
    }

    private static boolean isResolved(StreamCase the) {
        return the.nextHop()
                .filter(hop -> hop.state() == Neighbour.State.RESOLVED)
                .isPresent();
    }

    private static Finding unanswered(StreamCase the, Refusal refusal) {
        return the.finding(
                Verdict.UNREACHABLE,
                refusal.first(),
                List.of(Cause.NEIGHBOUR_FAILED, Cause.HOST_UNREACHABLE),
                "no RTCP can leave for " + socket(refusal.destination()) + ": " + nextHop(the)
                        + " does not answer when it is asked for its link address, so this host's own kernel answers"
                        + " that "
                        + answers(refusal),
                the.nextHop()
                        .map(hop -> Cures.neighbour(
                                hop, gateway(the).orElse(the.stream().camera())))
                        .orElseGet(() -> Cures.unreachable(refusal)));
    }

    private static Finding rejected(StreamCase the, Refusal refusal) {
        return Blocked.rejected(
                the,
                refusal.first(),
                "this host itself refuses RTCP for " + socket(refusal.destination()) + " (" + answers(refusal)
                        + "), as its firewall does with a rule that rejects");
    }

    private static Finding refused(StreamCase the, Refusal refusal) {
        return the.finding(
                Verdict.UNREACHABLE,
                refusal.first(),
                List.of(refusal.kind()),
                "RTCP leaves for " + socket(refusal.destination()) + ", but " + address(refusal.reporter())
                        + " answers: " + answers(refusal),
                Cures.unreachable(refusal));
    }

    private static String answers(Refusal refusal) {
        return words(refusal.kind()) + ", " + refusal.count() + (refusal.count() == 1 ? " time" : " times") + " on "
                + refusal.interfaceName();
    }

    private static String words(Cause kind) {
        return switch (kind) {
            case PORT_UNREACHABLE -> "nothing listens on the port";
            case HOST_UNREACHABLE -> "the host cannot be reached";
            case NETWORK_UNREACHABLE -> "there is no route to the network";
            case PROHIBITED -> "a firewall forbids it";
            default -> "it went round in circles";
        };
    }

    /** Without an answer of the next hop on its link the kernel sends nothing, so no capture sees it. */
    static Optional<Finding> byNeighbour(StreamCase the) {
        Optional<Neighbour> failed = the.nextHop().filter(hop -> hop.state() == Neighbour.State.FAILED);
        boolean sent = the.fresh(Meaning.DELIVERED)
                .filter(tally -> the.ago(tally.last()).compareTo(RATION) <= 0)
                .isPresent();
        boolean elsewhere = Stream.of(Meaning.WRONG_HOST, Meaning.WRONG_PORT, Meaning.IN_DOUBT)
                .anyMatch(meaning -> the.fresh(meaning).isPresent());
        return failed.filter(hop -> !sent && !elsewhere).map(hop -> unresolved(the, hop));
    }

    /** The kernel sends nothing where a route forbids it or none leads. */
    static Optional<Finding> byRoute(StreamCase the) {
        return the.route()
                .filter(route -> route.leavesBy().isEmpty())
                .filter(route -> the.fresh(Meaning.DELIVERED).isEmpty())
                .map(route -> the.finding(
                        Verdict.UNREACHABLE,
                        lastDelivered(the),
                        List.of(route.kind() == Route.Kind.PROHIBIT ? Cause.PROHIBITED : Cause.NETWORK_UNREACHABLE),
                        "this host's kernel has no way to "
                                + address(the.stream().camera()) + " (ip route get says " + route.kind()
                                + "), so no RTCP can leave for it",
                        Cures.route(the.stream().camera())));
    }

    private static Instant lastDelivered(StreamCase the) {
        return the.feedback()
                .latest(Meaning.DELIVERED)
                .map(RtcpTally::last)
                .filter(last -> last.isAfter(the.since()))
                .orElse(the.since());
    }

    private static Finding unresolved(StreamCase the, Neighbour hop) {
        return the.finding(
                Verdict.UNREACHABLE,
                lastDelivered(the),
                List.of(Cause.NEIGHBOUR_FAILED),
                nextHop(the) + " does not answer on " + hop.interfaceName()
                        + " when it is asked for its link address, so no RTCP can leave for it",
                Cures.neighbour(hop, gateway(the).orElse(the.stream().camera())));
    }

    private static String nextHop(StreamCase the) {
        return gateway(the)
                .map(router -> "the router " + address(router) + ", which leads to the camera,")
                .orElseGet(() -> "the camera " + address(the.stream().camera()));
    }

    private static Optional<InetAddress> gateway(StreamCase the) {
        return the.route().flatMap(Route::gateway);
    }
}
