package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.StreamCase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an answer of the network comes to: a verdict by who gave it, and for what reason. */
final class Refused {
    /** How much later than it changes a neighbour's state may be known. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    private Refused() {}

    /** A firewall that rejects answers in the sender's own name; so does a kernel whose neighbour does not answer. */
    static Finding byItsReporter(StreamCase the, Refusal refusal) {
        boolean own = refusal.reporter().equals(refusal.source().getAddress())
                && !refusal.reporter().equals(the.stream().camera());
        if (!own) {
            return outright(the, refusal);
        }
        return switch (refusal.kind()) {
            case PORT_UNREACHABLE, PROHIBITED -> rejected(the, refusal);
            case HOST_UNREACHABLE ->
                isResolved(the) && isNoEcho(the, refusal) ? rejected(the, refusal) : unanswered(the, refusal);
            default -> outright(the, refusal);
        };
    }

    /** What the kernel answered while the next hop was silent stays the last answer for a moment after it speaks again. */
    private static boolean isNoEcho(StreamCase the, Refusal refusal) {
        Instant unresolved = the.stream().nextHopUnresolved();
        return unresolved.equals(Instant.MIN) || refusal.last().isAfter(unresolved.plus(NOTICED));
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
                "no RTCP can leave for " + socket(refusal.destination()) + ": " + NextHop.words(the)
                        + " does not answer when it is asked for its link address, so this host's own kernel answers"
                        + " that "
                        + answers(refusal),
                the.nextHop().map(hop -> NextHop.cure(the, hop)).orElseGet(() -> Cures.unreachable(refusal)));
    }

    private static Finding rejected(StreamCase the, Refusal refusal) {
        return BlockedOut.rejected(
                the,
                refusal.first(),
                "this host itself refuses RTCP for " + socket(refusal.destination()) + " (" + answers(refusal)
                        + "), as its firewall does with a rule that rejects",
                RejectingRule.of(
                        the, Way.OUT, the.drops().packets().look().out(refusal.source(), refusal.destination())));
    }

    /** {@link Verdict#UNREACHABLE}, whoever said so. */
    static Finding outright(StreamCase the, Refusal refusal) {
        return the.finding(
                Verdict.UNREACHABLE,
                refusal.first(),
                List.of(refusal.kind()),
                "RTCP leaves for " + socket(refusal.destination()) + ", but " + address(refusal.reporter())
                        + " answers: " + answers(refusal),
                Cures.unreachable(refusal));
    }

    static String answers(Refusal refusal) {
        return words(refusal) + ", " + refusal.count() + (refusal.count() == 1 ? " time" : " times") + " on "
                + refusal.interfaceName();
    }

    /** A receiver puts fragments together; behind its address may be routers, where that is translated. */
    private static String words(Refusal refusal) {
        return isOfFragments(refusal)
                ? "its fragments did not all arrive in time, or its hop limit ran out behind that address"
                : words(refusal.kind());
    }

    static boolean isOfFragments(Refusal refusal) {
        return refusal.kind() == Cause.TIME_EXCEEDED
                && refusal.reporter().equals(refusal.destination().getAddress());
    }

    static String words(Cause kind) {
        return switch (kind) {
            case PORT_UNREACHABLE -> "nothing listens on the port";
            case HOST_UNREACHABLE -> "the host cannot be reached";
            case NETWORK_UNREACHABLE -> "there is no route to the network";
            case PROHIBITED -> "a firewall forbids it";
            default -> "its hop limit ran out: it was too small, or the routers send it round in circles";
        };
    }
}
