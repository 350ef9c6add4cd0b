package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamEvent.ProofLost;
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
 * @param proof whether a probe has looked, or will
 * @param sections which media sections of it are served
 */
public record Feedback(Finding finding, Evidence evidence, boolean everDelivered, Proof proof, Sections sections) {
    /** Who looks at the wire. */
    public enum Proof {
        /** A probe has looked. */
        REACHED,
        /** A probe has looked at the negotiation before, and will look at this one soon. */
        AWAITED,
        /** The probe that has looked says no more; another one may. */
        MISSED,
        /** Nobody can look. */
        LOST
    }

    private static final String NOT_YET = "the probe has not judged this negotiation yet";
    private static final String NOBODY_LOOKS = "no probe has looked at the wire for this camera";

    /** At which nobody has looked yet. */
    static Feedback unknown() {
        return unproven(NOBODY_LOOKS, false, Proof.LOST, Sections.NONE);
    }

    private static Feedback unproven(String reason, boolean everDelivered, Proof proof, Sections sections) {
        Finding finding = new Finding(Verdict.UNPROVEN, Instant.now(), reason, Optional.empty());
        return new Feedback(
                finding, Evidence.none(dev.sightline.probe.ReturnPath.unknown()), everDelivered, proof, sections);
    }

    /** A probe has looked. */
    public Feedback(Finding finding, Evidence evidence, boolean everDelivered) {
        this(finding, evidence, everDelivered, Proof.REACHED, Sections.NONE);
    }

    /** A probe has looked again at the same negotiation. */
    Feedback next(VerdictReached event) {
        Sections now = sections.next(event.streams(), event.videoPorts());
        return new Feedback(
                event.finding(),
                event.evidence(),
                everDelivered || event.delivered() || now.serveAny(),
                Proof.REACHED,
                now);
    }

    /**
     * Whether feedback reaches the camera for some of what it sends, for its video at least where that fails, and for the
     * rest goes nowhere, or where it is in doubt.
     */
    boolean isServedInPart() {
        boolean lacking = verdict() == Verdict.SILENT
                || (verdict() == Verdict.UNPROVEN && finding.causes().contains(Cause.PORT_IN_DOUBT));
        return lacking && sections.serveEnough();
    }

    /** Whether it was ever served in this negotiation: where its video fails, by feedback for its video. */
    boolean wasServed() {
        return everDelivered && (!sections.video().fails() || sections.video().everServed());
    }

    /** Since when anything that it sends is served; empty where nothing is. */
    Optional<Instant> deliveredSince() {
        return verdict() == Verdict.DELIVERED ? Optional.of(finding.since()) : sections.servedSince();
    }

    /** The verdict alone. */
    public Verdict verdict() {
        return finding.verdict();
    }

    /** Nobody looks any more. */
    Feedback lost(ProofLost event) {
        return unproven(event.reason(), everDelivered, event.lasting() ? Proof.LOST : Proof.MISSED, sections);
    }

    /** Whether a probe has yet to look, and will soon. */
    public boolean isAwaited() {
        return proof == Proof.AWAITED;
    }

    /** Of a negotiation that has just begun: who cannot look at another cannot look at it, what was found there is not its own. */
    Feedback anew() {
        return proof == Proof.LOST
                ? unproven(finding.reason(), false, Proof.LOST, Sections.NONE)
                : unproven(NOT_YET, false, Proof.AWAITED, Sections.NONE);
    }
}
