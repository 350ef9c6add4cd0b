package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.List;
import java.util.Optional;

/**
 * All that is to know about one camera's stream, as a value that can be written down.
 *
 * @param camera whose stream it is
 * @param phase where it is in its life
 * @param session the camera's session; present from the first negotiation to its end
 * @param startedBy who wanted it: what a viewer started ends when nobody watches
 * @param viewers how many watch, or wait to
 * @param flowing whether the media server receives RTP
 * @param negotiation counts negotiations; what belongs to an earlier one is stale
 * @param tried the policies that were tried and found wanting in this session's life
 * @param winner the policy that was proven for this camera
 * @param feedback what is known of the way back
 * @param remark the last thing that went otherwise than wished; empty when there is none
 */
public record StreamState(
        CameraId camera,
        Phase phase,
        Optional<CameraSession> session,
        StartedBy startedBy,
        int viewers,
        boolean flowing,
        long negotiation,
        List<ReturnPathPolicy> tried,
        Optional<ReturnPathPolicy> winner,
        Feedback feedback,
        String remark) {

    /** Where a stream is in its life. */
    public enum Phase {
        /** Nothing happens. */
        IDLE,
        /** The camera was asked to begin and has not yet. */
        CALLING,
        /** The media server is asked. */
        NEGOTIATING,
        /** Camera and media server have each other's description. */
        ESTABLISHED,
        /** The camera is asked for a new offer; what was negotiated goes on meanwhile, if it can. */
        RENEGOTIATING,
        /** The media server is gone; everything is negotiated again when it is back. */
        SUSPENDED
    }

    /** Who wanted the stream. */
    public enum StartedBy {
        NOBODY,
        CAMERA,
        VIEWER
    }

    public static StreamState idle(CameraId camera) {
        return new StreamState(
                camera,
                Phase.IDLE,
                Optional.empty(),
                StartedBy.NOBODY,
                0,
                false,
                0,
                List.of(),
                Optional.empty(),
                Feedback.unknown(),
                "");
    }

    /** Whether the session is the one with this id. */
    boolean hasSession(String id) {
        return session.filter(known -> known.id().equals(id)).isPresent();
    }

    StreamState in(Phase next) {
        return new StreamState(
                camera, next, session, startedBy, viewers, flowing, negotiation, tried, winner, feedback, remark);
    }

    StreamState withViewers(int count) {
        return new StreamState(
                camera, phase, session, startedBy, count, flowing, negotiation, tried, winner, feedback, remark);
    }

    StreamState startedBy(StartedBy who) {
        return new StreamState(
                camera, phase, session, who, viewers, flowing, negotiation, tried, winner, feedback, remark);
    }

    StreamState flowing(boolean now) {
        return new StreamState(
                camera, phase, session, startedBy, viewers, now, negotiation, tried, winner, feedback, remark);
    }

    StreamState withRemark(String text) {
        return new StreamState(
                camera, phase, session, startedBy, viewers, flowing, negotiation, tried, winner, feedback, text);
    }

    StreamState withFeedback(Feedback now) {
        Optional<ReturnPathPolicy> proven = now.verdict() == Verdict.DELIVERED
                ? session.map(CameraSession::policy).or(() -> winner)
                : winner;
        return new StreamState(
                camera, phase, session, startedBy, viewers, flowing, negotiation, tried, proven, now, remark);
    }

    StreamState tried(List<ReturnPathPolicy> policies) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                flowing,
                negotiation,
                List.copyOf(policies),
                winner,
                feedback,
                remark);
    }

    /** A new negotiation for {@code next} begins. */
    StreamState negotiating(CameraSession next) {
        return new StreamState(
                camera,
                Phase.NEGOTIATING,
                Optional.of(next),
                startedBy,
                viewers,
                false,
                negotiation + 1,
                tried,
                winner,
                feedback.anew(),
                "");
    }

    /** The session is over, the watchers' number stays. */
    StreamState withoutSession(Phase next, String why) {
        return new StreamState(
                camera,
                next,
                Optional.empty(),
                next == Phase.IDLE ? StartedBy.NOBODY : startedBy,
                viewers,
                false,
                negotiation + 1,
                List.of(),
                winner,
                feedback.anew(),
                why);
    }
}
