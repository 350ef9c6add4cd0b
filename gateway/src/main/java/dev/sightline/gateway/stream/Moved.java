package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Collection;

/**
 * A camera that was served and sends from another socket now, in the same session: its RTP process started anew on other
 * ports, or its address changed. Feedback still goes to where it was, and what was delivered there does not count. The policy
 * is not to blame: it is the first to be tried once more, wherever another negotiation tells of the new place. One negotiation
 * that has delivered earns one such try, so a camera that moves all the time is asked again only after it was served in
 * between. Part of {@link StreamMachine}.
 */
final class Moved {
    private Moved() {}

    static boolean is(Feedback feedback) {
        return feedback.verdict() == Verdict.SILENT
                && feedback.wasServed()
                && !feedback.isServedInPart()
                && (isElsewhere(feedback.finding().causes())
                        || isElsewhere(feedback.sections().astray()));
    }

    private static boolean isElsewhere(Collection<Cause> causes) {
        return causes.contains(Cause.STALE_PORT) || causes.contains(Cause.WRONG_HOST);
    }

    /** A camera's own offer names its new place, COMEDIA learns it; what the configuration says of it stays what it was. */
    static boolean isFoundByTheSamePolicy(CameraSession session) {
        return session.speaksFirst() == SpeaksFirst.CAMERA || session.policy() == ReturnPathPolicy.COMEDIA;
    }
}
