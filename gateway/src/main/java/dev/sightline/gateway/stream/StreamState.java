package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/**
 * All that is to know about one camera's stream, as a value that can be written down.
 *
 * @param camera whose stream it is
 * @param phase where it is in its life
 * @param session the camera's session; present from the first negotiation to its end
 * @param startedBy who wanted it: what a viewer started ends when nobody watches
 * @param viewers how many watch, or wait to
 * @param adopted whether the media server's endpoint of the present session is the one that viewers are shown
 * @param flowing whether it receives RTP
 * @param negotiation the present negotiation's number; what belongs to another one is stale
 * @param negotiations how many were begun: numbers are never used twice
 * @param healing how far the mending of its return path has come
 * @param feedback what is known of the way back
 * @param remark the last thing that went otherwise than wished; empty when there is none
 */
public record StreamState(
        CameraId camera,
        Phase phase,
        Optional<CameraSession> session,
        StartedBy startedBy,
        int viewers,
        boolean adopted,
        boolean flowing,
        long negotiation,
        long negotiations,
        Healing healing,
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
        /** The camera is asked to go over to another negotiation; what was negotiated goes on meanwhile, if it can. */
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

    /** @param winner the policy that was proven for this camera in an earlier life of the gateway */
    public static StreamState idle(CameraId camera, Optional<ReturnPathPolicy> winner) {
        return new StreamState(
                camera,
                Phase.IDLE,
                Optional.empty(),
                StartedBy.NOBODY,
                0,
                false,
                false,
                0,
                0,
                Healing.begun(winner),
                Feedback.unknown(),
                "");
    }

    /** Whether the session is the one with this id. */
    boolean hasSession(String id) {
        return session.filter(known -> known.id().equals(id)).isPresent();
    }

    /** Whether there is a session that the gateway began. */
    boolean isGatewayFirst() {
        return session.filter(known -> known.speaksFirst() == SpeaksFirst.GATEWAY)
                .isPresent();
    }

    StreamState in(Phase next) {
        return changed().phase(next).state();
    }

    StreamState withViewers(int count) {
        return changed().viewers(count).state();
    }

    StreamState startedBy(StartedBy who) {
        return changed().startedBy(who).state();
    }

    StreamState flowing(boolean now) {
        return changed().shown(adopted, now).state();
    }

    StreamState withRemark(String text) {
        return changed().remark(text).state();
    }

    StreamState with(Feedback now) {
        return changed().feedback(now).state();
    }

    StreamState with(Healing now) {
        return changed().healing(now).state();
    }

    /** A new negotiation for {@code next} begins. While a former one goes on, what is known of its feedback stays. */
    StreamState negotiating(CameraSession next, Optional<Former> former) {
        return changed()
                .phase(Phase.NEGOTIATING)
                .session(Optional.of(next))
                .shown(false, false)
                .nextNegotiation()
                .healing(healing.replacing(former))
                .feedback(former.isPresent() ? feedback : feedback.anew())
                .remark("")
                .state();
    }

    /** The former negotiation is the present one again. */
    StreamState backTo(Former former, String why) {
        return changed()
                .phase(Phase.ESTABLISHED)
                .session(Optional.of(former.session()))
                .shown(true, former.flowing())
                .negotiation(former.negotiation())
                .healing(healing.abandoned())
                .feedback(former.feedback())
                .remark(why)
                .state();
    }

    /** The session is over, the watchers' number stays. */
    StreamState withoutSession(Phase next, String why) {
        boolean ended = next == Phase.IDLE;
        return changed()
                .phase(next)
                .session(Optional.empty())
                .startedBy(ended ? StartedBy.NOBODY : startedBy)
                .shown(false, false)
                .nextNegotiation()
                .healing(ended ? healing.anew() : healing.replacing(Optional.empty()))
                .feedback(feedback.anew())
                .remark(why)
                .state();
    }

    /** Viewers are shown the present session from now on, and its feedback is another's than before. */
    StreamState adopted(String text) {
        return changed()
                .phase(Phase.ESTABLISHED)
                .shown(true, flowing)
                .healing(healing.next(Optional.empty()))
                .feedback(feedback.anew())
                .remark(text)
                .state();
    }

    /** The media server has lost everything. */
    StreamState suspended(String why) {
        return changed()
                .phase(Phase.SUSPENDED)
                .shown(false, false)
                .healing(healing.replacing(Optional.empty()))
                .feedback(feedback.anew())
                .remark(why)
                .state();
    }

    private StreamStateChange changed() {
        return new StreamStateChange(this);
    }

    /** What viewers are shown now, to be kept until they are shown something else. */
    Optional<Former> living() {
        return adopted ? session.map(known -> new Former(known, negotiation, flowing, feedback)) : healing.former();
    }
}
