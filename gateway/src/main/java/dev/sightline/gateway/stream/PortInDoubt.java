package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.Healing.Port;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Feedback that goes where the camera's offer says, while the camera reports from another port. Most such cameras listen
 * where they report from and get nothing; some listen where they say. The wire does not tell, the camera does: one without
 * feedback stops after about ten seconds. So another policy is tried once, and counts as proven when the camera outlasts its
 * patience with it; where the camera stops instead, what its offer says is kept from then on. One that stops as soon with
 * that, too, pauses by itself: what the wire shows counts then. Part of {@link StreamMachine}.
 */
final class PortInDoubt {
    /** Who stops sooner does so for another reason. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(3);

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(15);

    private PortInDoubt() {}

    static boolean is(StreamState judged) {
        return judged.session()
                        .map(CameraSession::policy)
                        .filter(PortInDoubt::isByOffer)
                        .isPresent()
                && is(judged.feedback());
    }

    private static boolean isByOffer(ReturnPathPolicy policy) {
        return policy == ReturnPathPolicy.CAMERA_ADDRESS;
    }

    private static boolean is(Feedback feedback) {
        List<Cause> causes = feedback.finding().causes();
        return switch (feedback.verdict()) {
            case SILENT -> causes.contains(Cause.WRONG_PORT);
            case UNPROVEN ->
                causes.contains(Cause.PORT_IN_DOUBT)
                        && feedback.evidence().rtcpOut().stream().anyMatch(flow -> flow.meaning() == Meaning.IN_DOUBT);
            case DELIVERED, TRAPPED, NO_MEDIA, UNREACHABLE, BLOCKED -> false;
        };
    }

    /** Whether a probe says that the camera has stopped sending. */
    static boolean isStopped(Finding finding) {
        return finding.causes().contains(Cause.CAMERA_STOPPED);
    }

    /** Another policy takes the port's place. */
    static Healing doubted(Healing healing) {
        return healing.port() == Port.IN_BURSTS ? healing : healing.port(Port.LEFT);
    }

    /** The camera leaves what it has by itself, as when it gives up. */
    static StreamState left(StreamState state) {
        return left(state, state.feedback().evidence().lastRtp());
    }

    /** @param last its last RTP */
    static StreamState left(StreamState state, Optional<Instant> last) {
        return switch (state.healing().port()) {
            case LEFT, IN_BURSTS -> leftOther(state, last);
            case TRUSTED -> is(state) ? state.with(leftTrusted(state, last)) : state;
            case UNKNOWN, OUTLASTED -> state;
        };
    }

    private static StreamState leftOther(StreamState state, Optional<Instant> last) {
        Healing healing = state.healing();
        Optional<ReturnPathPolicy> policy = state.session().map(CameraSession::policy);
        if (policy.filter(known -> !isByOffer(known)).isEmpty()) {
            return state;
        }
        boolean served = state.feedback().verdict() == Verdict.DELIVERED
                || state.feedback().isServedInPart();
        if (!served) {
            return state.with(healing.beginningWith(policy));
        }
        return healing.port() == Port.LEFT && isGivenUp(state, last) ? state.with(trusted(healing)) : state;
    }

    private static Healing leftTrusted(StreamState state, Optional<Instant> last) {
        Healing healing = state.healing();
        if (isOutlasted(state.feedback(), last)) {
            return healing.port(Port.OUTLASTED);
        }
        return isGivenUp(state, last) ? healing.beginningWith(Optional.empty()).port(Port.IN_BURSTS) : healing;
    }

    private static Healing trusted(Healing healing) {
        return healing.beginningWith(Optional.of(ReturnPathPolicy.CAMERA_ADDRESS))
                .port(Port.TRUSTED);
    }

    private static boolean isGivenUp(StreamState state, Optional<Instant> last) {
        return lasted(state.feedback(), last)
                .filter(time -> time.compareTo(LEAST_PATIENCE) >= 0 && time.compareTo(MOST_PATIENCE) < 0)
                .isPresent();
    }

    /** Feedback leaves rightly by {@code policy}; in the place of a port in doubt it has to show that the camera gets it. */
    static Healing proven(StreamState state, ReturnPathPolicy policy) {
        Healing healing = state.healing();
        if (healing.port() == Port.UNKNOWN || isByOffer(policy)) {
            return healing.won(policy);
        }
        Feedback feedback = state.feedback();
        if (isOutlasted(feedback, feedback.evidence().lastRtp())) {
            return healing.won(policy).port(Port.UNKNOWN);
        }
        return healing.port().isKept() ? healing : healing.won(policy);
    }

    private static boolean isOutlasted(Feedback feedback, Optional<Instant> last) {
        return lasted(feedback, last)
                .filter(time -> time.compareTo(MOST_PATIENCE) >= 0)
                .isPresent();
    }

    private static Optional<Duration> lasted(Feedback feedback, Optional<Instant> last) {
        Instant since = feedback.deliveredSince().orElse(feedback.finding().since());
        return last.map(at -> Duration.between(since, at));
    }
}
