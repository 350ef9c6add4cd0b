package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.host.Tunnel;
import dev.sightline.probe.host.TunnelCount;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.Inet6Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#BLOCKED} below a tunnel: RTCP is seen going into it, and the tunnel's own counters say that nothing left
 * meanwhile and that as many packets were lost. What a tunnel loses while it sends may be others'.
 */
final class LostInTunnel {
    /** A captured packet is counted at once, but not in the same instant. */
    private static final Duration UNCOUNTED = Duration.ofMillis(100);
    /** So long the counters may take to be read. */
    private static final Duration UNREAD = Duration.ofSeconds(2);
    /** What was read before is of another time. */
    private static final Duration STALE = Duration.ofSeconds(5);

    private static final int ENOUGH = 3;

    /**
     * RTCP that goes into a tunnel.
     *
     * @param lost how many of its datagrams certainly did not leave; those half a second or more apart are counted
     */
    private record Sunk(RtcpTally tally, TunnelCount count, int lost) {
        static Sunk of(RtcpTally tally, TunnelCount count) {
            int lost = tally.between(count.since(), lastCounted(count));
            return new Sunk(tally, count, lost <= count.lost() ? lost : 0);
        }

        private static Instant lastCounted(TunnelCount count) {
            return count.until().minus(UNCOUNTED);
        }

        boolean isCounted() {
            return tally.since().isBefore(lastCounted(count));
        }

        boolean nothingLeftBefore() {
            return count.neverSent() || !tally.since().isBefore(count.since());
        }

        Duration lasts() {
            return Duration.between(count.since(), count.until());
        }
    }

    private LostInTunnel() {}

    static Optional<Finding> of(StreamCase the) {
        List<Sunk> sunk = sunk(the);
        return sunk.isEmpty()
                ? Optional.empty()
                : sunk.stream()
                        .filter(into -> isTheOnlyWay(the, into.count().tunnel()))
                        .max(Comparator.comparingInt(Sunk::lost))
                        .flatMap(most -> isStale(the, most) ? before(the) : now(the, most));
    }

    private static List<Sunk> sunk(StreamCase the) {
        List<Sunk> sunk = new ArrayList<>();
        for (RtcpTally tally : the.feedback().all(Meaning.DELIVERED)) {
            Optional<TunnelCount> count =
                    the.scene().host().tunnels().count(tally.key().interfaceName());
            if (tally.direction() == Direction.OUT && count.isPresent()) {
                sunk.add(Sunk.of(tally, count.get()));
            }
        }
        return sunk;
    }

    private static boolean isStale(StreamCase the, Sunk sunk) {
        return the.ago(sunk.count().until()).compareTo(STALE) > 0;
    }

    /** What was found of the tunnel, as long as nothing else is known. */
    private static Optional<Finding> before(StreamCase the) {
        return the.before().filter(before -> before.causes().contains(Cause.TUNNEL_DROPS));
    }

    private static Optional<Finding> now(StreamCase the, Sunk sunk) {
        return unread(the, sunk).or(() -> lost(the, sunk)).or(() -> leavesAgain(the));
    }

    /** What is above a tunnel sees the same RTCP; what is not may be another way by which it left. */
    private static boolean isTheOnlyWay(StreamCase the, Tunnel tunnel) {
        return the.delivered().isPresent()
                && the.feedback()
                        .meaning(Meaning.DELIVERED)
                        .filter(the::isFresh)
                        .filter(tally -> tally.direction() != Direction.IN)
                        .allMatch(tally -> tunnel.carries(tally.key().interfaceName()));
    }

    private static Optional<Finding> unread(StreamCase the, Sunk sunk) {
        boolean waits = !sunk.isCounted() && the.ago(sunk.tally().since()).compareTo(UNREAD) < 0;
        return Optional.of(sunk)
                .filter(some -> waits)
                .map(some -> tooEarly(the, sunk, "its counters are not read yet"));
    }

    private static Optional<Finding> lost(StreamCase the, Sunk sunk) {
        if (sunk.lost() == 0) {
            return Optional.empty();
        }
        boolean enough = sunk.lost() >= ENOUGH;
        if (sunk.nothingLeftBefore() && !enough) {
            return Optional.of(tooEarly(the, sunk, counters(sunk) + "; whether the next ones leave is not known yet"));
        }
        boolean lasts = sunk.nothingLeftBefore()
                || sunk.lasts().compareTo(the.scene().rules().lostFeedback()) >= 0;
        return Optional.of(sunk)
                .filter(some -> enough && lasts)
                .map(some -> the.finding(
                        Verdict.BLOCKED,
                        since(the, sunk),
                        List.of(Cause.TUNNEL_DROPS),
                        into(the, sunk) + ", but this host drops the tunnel's own packets: " + counters(sunk),
                        cure(sunk.count())));
    }

    /** What was lost before is no part of what is delivered. */
    private static Optional<Finding> leavesAgain(StreamCase the) {
        return before(the)
                .flatMap(before -> Delivered.of(the))
                .map(found -> new Finding(found.verdict(), the.now(), found.causes(), found.reason(), found.cure()));
    }

    private static Finding tooEarly(StreamCase the, Sunk sunk, String why) {
        return Unproven.finding(the.since(), Cause.TOO_EARLY, into(the, sunk) + "; " + why);
    }

    private static Instant since(StreamCase the, Sunk sunk) {
        return List.of(the.since(), sunk.tally().since(), sunk.count().since()).stream()
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static String into(StreamCase the, Sunk sunk) {
        Tunnel tunnel = sunk.count().tunnel();
        return Wording.counts(the.feedback().flow(sunk.tally(), Meaning.DELIVERED)) + " for "
                + socket(sunk.tally().destination()) + " went into the tunnel " + tunnel.interfaceName() + " ("
                + tunnel.kind()
                + tunnel.farEnd().map(farEnd -> " to " + address(farEnd)).orElse("") + ")";
    }

    private static String counters(Sunk sunk) {
        return "its counters say that in " + seconds(sunk.lasts()) + " s it sent nothing, dropped "
                + sunk.count().dropped() + " packets and could not send "
                + sunk.count().failed();
    }

    /** Want of a route is counted as a failure; what a firewall drops, over IPv6 only. */
    private static String cure(TunnelCount count) {
        Tunnel tunnel = count.tunnel();
        String farEnd = tunnel.farEnd().map(Wording::address).orElse("FAR-END");
        String route = "give this host a route to the tunnel's far end (ip route get " + farEnd + ", ip rule)";
        String firewall = "let the tunnel's own packets leave: see the firewall's rules for "
                + (tunnel.port().isPresent() ? "udp dport " + tunnel.port().getAsInt() : tunnel.kind()) + " and for "
                + farEnd + " (nft list ruleset)";
        boolean lacksRoute = count.failed() > count.dropped()
                && tunnel.farEnd().filter(Inet6Address.class::isInstance).isEmpty();
        return (lacksRoute ? route + "; or " + firewall : firewall + "; or " + route)
                + "; what it counts: ip -s link show " + tunnel.interfaceName();
    }
}
