package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.scene.StreamCase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@link Verdict#BLOCKED}: only ever by what the firewall itself says, and by a rule that fits this stream. */
final class Blocked {
    private Blocked() {}

    /** Whether it counts whatever comes, or leaves, as a policy does. */
    static boolean isForAnybody(StreamCase the, FirewallDrop drop) {
        DropScope scope = drop.scope();
        boolean out = drop.way() != FirewallDrop.Way.IN;
        List<PortRange> ours = out ? scope.sourcePorts() : scope.destinationPorts();
        List<PortRange> theirs = out ? scope.destinationPorts() : scope.sourcePorts();
        return !scope.narrow()
                && !drop.namesAlone(the.stream().camera())
                && theirs.isEmpty()
                && (ours.isEmpty() || ours.equals(List.of(the.scene().watched())));
    }

    /** A rule that may count other packets is taken for the cause only where it names this camera, or no stream is served. */
    static Optional<Finding> byARuleForMore(StreamCase the) {
        return the.drops()
                .perhaps()
                .filter(drop -> drop.namesAlone(the.stream().camera()) || !the.servedElsewhere())
                .filter(drop -> BlockedOut.nothingLeftSince(the, drop))
                .flatMap(drop -> drop.way() == FirewallDrop.Way.OUT
                        ? BlockedOut.someOut(the, drop)
                        : BlockedIn.someIn(the, drop));
    }

    static Finding blocked(StreamCase the, FirewallDrop drop, List<Cause> causes, String reason) {
        Instant since =
                drop.first().isBefore(the.stream().runSince()) ? the.stream().runSince() : drop.first();
        return withMediaServer(
                the, the.finding(Verdict.BLOCKED, since, causes, reason, Cures.firewall("\"" + drop.rule() + "\"")));
    }

    /** Who mends the firewall alone would find the next trouble behind it. */
    static Finding withMediaServer(StreamCase the, Finding blocked) {
        if (!the.mediaServerGone()) {
            return blocked;
        }
        return new Finding(
                Verdict.BLOCKED,
                blocked.since(),
                Stream.concat(blocked.causes().stream(), Stream.of(Cause.MEDIA_SERVER_GONE))
                        .toList(),
                blocked.reason() + "; besides, " + Silent.nothingListens(the),
                blocked.cure().map(cure -> cure + "; and " + Cures.MEDIA_SERVER_GONE));
    }

    /** The rule, and how much it dropped: a counter does not tell its streams apart, and a trace shows a sample. */
    static String rule(StreamCase the, FirewallDrop drop) {
        if (drop.source().isPresent()) {
            return drop.rule() + " (" + drop.packets() + " packets of a traced sample)";
        }
        int streams = the.under().apply(drop).size();
        return drop.rule() + " (" + drop.packets() + " packets"
                + (streams > 1 ? " of " + streams + " streams together" : "") + ")";
    }
}
