package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.ReversePathFilter;
import dev.sightline.probe.host.ReversePathFilter.Mode;
import dev.sightline.probe.judge.correlation.FlowRoutes;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#BLOCKED} by the kernel's reverse path filter: it is set, the route back is not by where the RTP comes,
 * and the kernel counts at least as many packets as come.
 */
final class ReversePath {
    private ReversePath() {}

    static Optional<Finding> of(StreamCase the) {
        if (!(the.stream().camera() instanceof Inet4Address)) {
            return Optional.empty();
        }
        ReversePathFilter filter = the.scene().host().reversePathFilter();
        Optional<FirewallDrop> discarded = filter.discarded();
        if (discarded.isEmpty()) {
            return Optional.empty();
        }
        return discarded
                .filter(drop -> DropShare.takesAllOf(the, drop, List.of(the.stream())))
                .filter(drop -> !DropShare.isReceived(the, drop.first()))
                .flatMap(drop -> back(the)
                        .flatMap(route -> the.stream().interfaceNames().stream()
                                .filter(name -> discards(the.stream(), filter.mode(name), route))
                                .findFirst()
                                .map(name -> found(the, drop, name, filter.mode(name), route))));
    }

    /** The kernel asks for the route of an answer to the packet, its ports heeded. */
    private static Optional<Route> back(StreamCase the) {
        return new FlowRoutes(the.scene().host().routes())
                .of(the.stream().destination(), the.stream().source());
    }

    private static boolean discards(RtpStream stream, Mode mode, Route back) {
        return switch (mode) {
            case OFF -> false;
            case STRICT -> back.leavesBy().filter(stream::arrivesOn).isEmpty();
            case LOOSE -> back.leavesBy().isEmpty();
        };
    }

    private static Finding found(StreamCase the, FirewallDrop drop, String name, Mode mode, Route back) {
        Instant run = the.stream().runSince();
        String way = back.leavesBy()
                .map(other -> "the route back to it is by " + other)
                .orElse("there is no route back to it (ip route get says " + back.kind() + ")");
        return the.finding(
                Verdict.BLOCKED,
                drop.first().isBefore(run) ? run : drop.first(),
                List.of(Cause.REVERSE_PATH),
                "RTP from " + socket(the.stream().source()) + " arrives for "
                        + socket(the.stream().destination()) + " by " + name
                        + " and is captured, but this host's kernel discards it before the media server gets it: " + way
                        + ", and the reverse path filter of " + name + " is "
                        + (mode == Mode.STRICT ? "strict" : "loose") + " (rp_filter; " + drop.rule() + " counted "
                        + drop.packets() + " packets)",
                cure(the, name, mode));
    }

    private static String cure(StreamCase the, String name, Mode mode) {
        String camera = address(the.stream().camera());
        String route = "ip route replace " + camera + " dev " + name
                + ", with via ROUTER where one is between (ip rule," + " ip route get " + camera + " from "
                + address(the.stream().destination().getAddress()) + ")";
        return "route the camera by the link by which its RTP comes: " + route
                + (mode == Mode.STRICT
                        ? "; or, where another way back is meant, sysctl net.ipv4.conf." + name
                                + ".rp_filter=2, which asks for any way back"
                        : "");
    }
}
