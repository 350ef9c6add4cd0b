package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.probe.Cause;
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
 * @param sections which media sections of it are served
 */
public record Feedback(
        Finding finding, Evidence evidence, boolean everDelivered, boolean isAwaited, Sections sections) {
    private static final String NOT_YET = "the probe has not judged this negotiation yet";
    private static final String NOBODY_LOOKS = "no probe has looked at the wire for this camera";

    /** At which nobody has looked yet. */
    static Feedback unknown() {
        return unproven(NOBODY_LOOKS, false, /* isAwaited= */ false, Sections.NONE);
    }

    private static Feedback unproven(String reason, boolean everDelivered, boolean isAwaited, Sections sections) {
        Finding finding = new Finding(Verdict.UNPROVEN, Instant.now(), reason, Optional.empty());
        return new Feedback(
                finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), everDelivered, isAwaited, sections);
    }

    /** A probe has looked. */
    public Feedback(Finding finding, Evidence evidence, boolean everDelivered) {
        this(finding, evidence, everDelivered, /* isAwaited= */ false, Sections.NONE);
    }

    /** A probe has looked again at the same negotiation. */
    Feedback next(VerdictReached event) {
        Sections now = sections.next(event.streams());
        return new Feedback(
                event.finding(),
                event.evidence(),
                everDelivered || event.delivered() || now.serveAny(),
                /* isAwaited= */ false,
                now);
    }

    /** Whether feedback reaches the camera for some of what it sends, and for the rest goes nowhere, or where it is in doubt. */
    boolean isServedInPart() {
        boolean lacking = verdict() == Verdict.SILENT
                || (verdict() == Verdict.UNPROVEN && finding.causes().contains(Cause.PORT_IN_DOUBT));
        return lacking && sections.serveAny();
    }

    /** Since when anything that it sends is served; empty where nothing is. */
    Optional<Instant> deliveredSince() {
        return verdict() == Verdict.DELIVERED ? Optional.of(finding.since()) : sections.servedSince();
    }

    /** The verdict alone. */
    public Verdict verdict() {
        return finding.verdict();
    }

    /** Nobody can look any more, for this reason. */
    Feedback lost(String reason) {
        return unproven(reason, everDelivered, /* isAwaited= */ false, sections);
    }

    /** Of a negotiation that has just begun: what kept others from being proven keeps this one too. */
    Feedback anew() {
        boolean known = verdict() == Verdict.UNPROVEN && !isAwaited;
        return known
                ? unproven(finding.reason(), false, /* isAwaited= */ false, Sections.NONE)
                : unproven(NOT_YET, false, /* isAwaited= */ true, Sections.NONE);
    }
}
