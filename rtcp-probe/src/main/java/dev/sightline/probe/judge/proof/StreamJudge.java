package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Finding;
import dev.sightline.probe.judge.scene.StreamCase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what is proven of one stream at one instant: the first of the proofs below that holds. What the host or the
 * network says outright comes first, then what is seen, then what is missed, which proves something only after a while
 * and only where everything is captured.
 */
public final class StreamJudge {
    private static final List<Function<StreamCase, Optional<Finding>>> PROOFS = List.of(
            BlockedIn::byAWall,
            ReversePath::of,
            Unreachable::byAnswers,
            NotForwarded::tooEarly,
            LostInTunnel::of,
            Walled::whileReportsLeave,
            RefusedIn::whileReportsLeave,
            OtherSource::of,
            HopsInDoubt::of,
            RouterInDoubt::of,
            RefusedBefore::of,
            UnnamedSource::of,
            Delivered::of,
            Trapped::of,
            OtherStation::of,
            OtherLink::of,
            NotForwarded::of,
            ForAnotherHost::of,
            Unreachable::byNeighbour,
            RefusedRoute::of,
            Unreachable::byRoute,
            BlockedIn::onTheWayIn,
            RefusedIn::finding,
            BlockedOut::onTheWayOut,
            BlockedOut::onTheWayThrough,
            Walled::onTheWayThrough,
            NotForwarded::fromBehind,
            HostInDoubt::of,
            Unproven::encrypted,
            Unproven::inDoubt,
            UnderIpsec::whileEarly,
            Unproven::tooEarly,
            Unproven::onOtherPorts,
            Unclaimed::of,
            OtherSource::fromFormerAddress,
            Unproven::blind,
            Walled::of,
            Blocked::byARuleForMore,
            UnderIpsec::of,
            PassedOn::of,
            Silent::of);

    private StreamJudge() {}

    public static Finding judge(StreamCase the) {
        if (!the.stream().isFlowing(the.now())) {
            return Ended.of(the);
        }
        for (Function<StreamCase, Optional<Finding>> proof : PROOFS) {
            Optional<Finding> finding = proof.apply(the);
            if (finding.isPresent()) {
                return DroppedReports.beside(the, finding.get());
            }
        }
        throw new IllegalStateException("no proof holds, though silence holds always");
    }
}
