package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
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
                .filter(tally -> !the.routePending() || isLooped(tally))
                .max(Comparator.comparing(RtcpTally::last));
        return trapped.map(tally -> found(the, tally))
                .or(() -> the.fresh(Meaning.TRAPPED).map(tally -> Unproven.unknownRoute(the, tally)));
    }

    private static Finding found(StreamCase the, RtcpTally tally) {
        RtcpFlow flow = the.feedback().flow(tally, Meaning.TRAPPED);
        String reason = Wording.counts(flow) + " left by " + flow.interfaceName() + " for "
                + socket(flow.destination()) + ", but RTP arrives from "
                + socket(the.stream().source()) + " on "
                + String.join(", ", the.stream().interfaceNames())
                + (isAddressedRightly(the, tally)
                        ? "; whether a policy rule for its port (ip rule) leads it there is not known"
                        : "");
        return the.finding(
                Verdict.TRAPPED,
                the.feedback()
                        .since(Meaning.TRAPPED, the.now(), the.scene().rules())
                        .orElse(tally.since()),
                List.of(isLooped(tally) ? Cause.LOOPED_BACK : Cause.WRONG_INTERFACE),
                reason,
                cure(the, tally));
    }

    /** No offer mends the route of RTCP that is for the camera already. */
    private static String cure(StreamCase the, RtcpTally tally) {
        return isAddressedRightly(the, tally) ? Cures.route(tally.destination()) : Cures.cameraAddress(the.stream());
    }

    private static boolean isAddressedRightly(StreamCase the, RtcpTally tally) {
        return !isLooped(tally)
                && tally.destination().getAddress().equals(the.stream().camera());
    }

    static boolean isLooped(RtcpTally tally) {
        return tally.direction() == Direction.LOCAL
                || tally.destination().getAddress().isLoopbackAddress();
    }
}
