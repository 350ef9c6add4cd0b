package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.Cause;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.scene.StreamDrops;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#BLOCKED} on the way out, or through this host: RTCP that no interface carries, and a rule that fits it or
 * refuses it.
 */
final class BlockedOut {
    private BlockedOut() {}

    /** Nothing left on any interface, and the firewall says that it dropped what was sent. */
    static Optional<Finding> onTheWayOut(StreamCase the) {
        return the.drops().out().filter(drop -> nothingLeftSince(the, drop)).map(drop -> out(the, drop));
    }

    /** RTCP reaches this host and does not leave it, and a rule for what is forwarded has dropped it, or may have. */
    static Optional<Finding> onTheWayThrough(StreamCase the) {
        return the.drops()
                .through()
                .filter(drop -> the.feedback().toCamera().keySet().stream()
                        .anyMatch(tally -> the.isInside(tally) && the.isFresh(tally)))
                .filter(drop -> !the.servedElsewhere() || isForTheCamera(the, drop) || provesForwarded(the, drop))
                .filter(drop -> nothingLeftSince(the, drop))
                .filter(drop -> !Blocked.isForAnybody(the, drop)
                        || the.drops().packets().through().stream()
                                .allMatch(packet -> drop.scope().takes(packet)))
                .map(drop -> Blocked.blocked(
                        the,
                        drop,
                        List.of(Cause.DROPPED_OUT),
                        "RTCP for " + socket(the.stream().source())
                                + " reaches this host, but its firewall drops it on the way through: "
                                + Blocked.rule(the, drop)));
    }

    private static boolean provesForwarded(StreamCase the, FirewallDrop drop) {
        return the.drops().packets().through().stream().anyMatch(drop::proves);
    }

    private static boolean isForTheCamera(StreamCase the, FirewallDrop drop) {
        InetAddress camera = the.stream().camera();
        return drop.scope().destinations().equals(List.of(new AddressRange(camera, camera)));
    }

    /** What counts others' packets, too, proves nothing of a media server that may send nothing at all. */
    static Optional<Finding> someOut(StreamCase the, FirewallDrop drop) {
        List<FilteredPacket> answers = the.drops().packets().answers();
        boolean sure = !answers.isEmpty()
                && answers.stream().allMatch(packet -> drop.scope().takes(packet));
        if (!Blocked.isForAnybody(the, drop)
                && (sure || StreamDrops.isForSomePorts(drop, the.scene().watched()))) {
            return Optional.of(out(the, drop));
        }
        return !sure && !Walled.takesAllOut(the, drop.scope()::takes)
                ? Optional.empty()
                : Optional.of(Blocked.blocked(
                        the,
                        drop,
                        List.of(Cause.DROPPED_OUT),
                        "no RTCP leaves for " + socket(the.stream().source())
                                + ", and none can: this host's firewall drops whatever the media server sends it: "
                                + Blocked.rule(the, drop)));
    }

    static boolean nothingLeftSince(StreamCase the, FirewallDrop drop) {
        return the.feedback().toCamera().keySet().stream()
                .filter(tally -> !the.isInside(tally))
                .noneMatch(tally -> tally.last().isAfter(drop.last())
                        || (the.isFresh(tally) && tally.last().isAfter(drop.first())));
    }

    private static Finding out(StreamCase the, FirewallDrop drop) {
        return Blocked.blocked(
                the,
                drop,
                List.of(Cause.DROPPED_OUT),
                "the media server sends RTCP for " + socket(the.stream().source())
                        + ", but this host's firewall drops it and no interface carries it: "
                        + Blocked.rule(the, drop));
    }

    /** A firewall that rejects answers in this host's own name. */
    static Finding rejected(StreamCase the, Instant since, String reason, Optional<String> rule) {
        return Blocked.withMediaServer(
                the,
                the.finding(
                        Verdict.BLOCKED,
                        since,
                        List.of(Cause.DROPPED_OUT),
                        reason + RejectingRule.words(rule),
                        Cures.firewall(RejectingRule.name(rule, "that rejects the RTCP"))));
    }
}
