package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/**
 * Something that was done to mend a return path, or came of it.
 *
 * @param from the policy that was found wanting
 * @param to the policy that takes its place, if any; the same one where the camera moved
 * @param why what was seen on the wire, or what went wrong, in one sentence
 */
public record HealingStep(
        CameraId camera, Kind kind, ReturnPathPolicy from, Optional<ReturnPathPolicy> to, String why) {
    /** What kind of step. */
    public enum Kind {
        /** Another policy is tried, or the same one once more for a camera that moved. */
        TRIED,
        /** Feedback reaches the camera by a policy that was tried. */
        HEALED,
        /** No other policy is left; where one served the camera in part, it is negotiated again. */
        EXHAUSTED,
        /** The camera was asked and did not follow; what it had goes on. */
        IGNORED,
        /** Camera or media server could not negotiate by the other policy; what there was goes on. */
        FAILED
    }
}
