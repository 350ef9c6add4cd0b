package dev.sightline.gateway.stream;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether RTCP reaches the camera.
 *
 * @param finding the verdict, and why
 * @param evidence what was captured
 * @param everDelivered whether it was ever seen to arrive in this negotiation
 * @param isAwaited whether a probe has looked at the negotiation before, and will look at this one soon
 */
public record Feedback(Finding finding, Evidence evidence, boolean everDelivered, boolean isAwaited) {
    private static final String NOT_YET = "the probe has not judged this negotiation yet";
    private static final String NOBODY_LOOKS = "no probe has looked at the wire for this camera";

    /** At which nobody has looked yet. */
    static Feedback unknown() {
        return unproven(NOBODY_LOOKS, false);
    }

    static Feedback unproven(String reason, boolean everDelivered) {
        return unproven(reason, everDelivered, /* isAwaited= */ false);
    }

    private static Feedback unproven(String reason, boolean everDelivered, boolean isAwaited) {
        Finding finding = new Finding(Verdict.UNPROVEN, Instant.now(), reason, Optional.empty());
        return new Feedback(finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), everDelivered, isAwaited);
    }

    /** A probe has looked. */
    public Feedback(Finding finding, Evidence evidence, boolean everDelivered) {
        this(finding, evidence, everDelivered, /* isAwaited= */ false);
    }

    /** The verdict alone. */
    public Verdict verdict() {
        return finding.verdict();
    }

    /** Nobody can look any more, for this reason. */
    Feedback lost(String reason) {
        return unproven(reason, everDelivered);
    }

    /** Of a negotiation that has just begun: what kept others from being proven keeps this one too. */
    Feedback anew() {
        boolean known = verdict() == Verdict.UNPROVEN && !isAwaited;
        return known ? unproven(finding.reason(), false) : unproven(NOT_YET, false, /* isAwaited= */ true);
    }
}
