package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
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

    StreamState in(Phase next) {
        return new StreamState(
                camera,
                next,
                session,
                startedBy,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                feedback,
                remark);
    }

    StreamState withViewers(int count) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                count,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                feedback,
                remark);
    }

    StreamState startedBy(StartedBy who) {
        return new StreamState(
                camera,
                phase,
                session,
                who,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                feedback,
                remark);
    }

    StreamState flowing(boolean now) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                adopted,
                now,
                negotiation,
                negotiations,
                healing,
                feedback,
                remark);
    }

    StreamState withRemark(String text) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                feedback,
                text);
    }

    StreamState with(Feedback now) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                now,
                remark);
    }

    StreamState with(Healing now) {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                now,
                feedback,
                remark);
    }

    /** A new negotiation for {@code next} begins. While a former one goes on, what is known of its feedback stays. */
    StreamState negotiating(CameraSession next, Optional<Former> former) {
        return new StreamState(
                camera,
                Phase.NEGOTIATING,
                Optional.of(next),
                startedBy,
                viewers,
                false,
                false,
                negotiations + 1,
                negotiations + 1,
                healing.replacing(former),
                former.isPresent() ? feedback : feedback.anew(),
                "");
    }

    /** The former negotiation is the present one again. */
    StreamState backTo(Former former, String why) {
        return new StreamState(
                camera,
                Phase.ESTABLISHED,
                Optional.of(former.session()),
                startedBy,
                viewers,
                true,
                former.flowing(),
                former.negotiation(),
                negotiations,
                healing.abandoned(),
                former.feedback(),
                why);
    }

    /** The session is over, the watchers' number stays. */
    StreamState withoutSession(Phase next, String why) {
        boolean ended = next == Phase.IDLE;
        return new StreamState(
                camera,
                next,
                Optional.empty(),
                ended ? StartedBy.NOBODY : startedBy,
                viewers,
                false,
                false,
                negotiations + 1,
                negotiations + 1,
                ended ? Healing.begun(healing.winner()) : healing.replacing(Optional.empty()),
                feedback.anew(),
                why);
    }

    /** Viewers are shown the present session from now on, and its feedback is another's than before. */
    StreamState adopted(String text) {
        return new StreamState(
                camera,
                Phase.ESTABLISHED,
                session,
                startedBy,
                viewers,
                true,
                flowing,
                negotiation,
                negotiations,
                healing.next(Optional.empty()),
                feedback.anew(),
                text);
    }

    /** The media server has lost everything. */
    StreamState suspended(String why) {
        return new StreamState(
                camera,
                Phase.SUSPENDED,
                session,
                startedBy,
                viewers,
                false,
                false,
                negotiation,
                negotiations,
                healing.replacing(Optional.empty()),
                feedback.anew(),
                why);
    }

    /** What viewers are shown now, to be kept until they are shown something else. */
    Optional<Former> living() {
        return adopted ? session.map(known -> new Former(known, negotiation, flowing, feedback)) : healing.former();
    }
}
