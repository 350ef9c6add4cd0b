package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Mistakes;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.proof.Cures;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the judgement of one camera from ending that of the others: where a mistake of this program throws, that camera is
 * {@link Verdict#UNPROVEN} for it. Not for several threads.
 */
final class OneByOne {
    private static final Logger log = LoggerFactory.getLogger(OneByOne.class);

    private final Mistakes mistakes = new Mistakes(log);
    private final boolean mistakesEndAll;

    /** @param mistakesEndAll whether what throws is passed on all the same: what is judged once is to be seen to fail */
    OneByOne(boolean mistakesEndAll) {
        this.mistakesEndAll = mistakesEndAll;
    }

    /** The verdict on a camera. */
    CameraVerdict judge(
            InetAddress camera, FindingHistory history, Instant now, Function<FindingHistory, CameraVerdict> judging) {
        return about(
                () -> Wording.address(camera),
                () -> judging.apply(history),
                mistake -> new CameraVerdict(
                        camera,
                        history.accept(unjudged(now, mistake)),
                        history.earlier(),
                        Evidence.none(ReturnPath.unknown()),
                        List.of()));
    }

    /** Lets a camera reach its verdict. */
    void advance(InetAddress camera, FindingHistory history, Instant now, Function<FindingHistory, Finding> judging) {
        about(
                () -> Wording.address(camera),
                () -> judging.apply(history),
                mistake -> history.accept(unjudged(now, mistake)));
    }

    /** What is so of a camera's stream; not so where that cannot be told. */
    boolean isSo(InetAddress camera, BooleanSupplier asking) {
        return about(() -> Wording.address(camera), asking::getAsBoolean, mistake -> false);
    }

    /** The verdict on a negotiated camera, if it is wanted. */
    Optional<NegotiationVerdict> judge(
            Negotiation negotiation,
            FindingHistory history,
            Instant now,
            Predicate<NegotiationFinding> wanted,
            Supplier<Optional<NegotiationVerdict>> judging) {
        return about(negotiation::camera, judging, mistake -> {
            Finding finding = history.accept(unjudged(now, mistake));
            Duration age = Duration.between(finding.since(), now);
            return wanted.test(new NegotiationFinding(negotiation, finding, Set.of()))
                    ? Optional.of(new NegotiationVerdict(
                            negotiation.camera(),
                            negotiation.number(),
                            finding,
                            age.isNegative() ? Duration.ZERO : age,
                            Evidence.none(ReturnPath.unknown()),
                            List.of()))
                    : Optional.empty();
        });
    }

    /** What is told of a camera with its evidence, or without: what was found holds though its evidence fails. */
    <T> T told(Supplier<String> camera, Supplier<T> withEvidence, Supplier<T> without) {
        return tried(
                () -> "Evidence on camera " + camera.get() + " was not put together",
                withEvidence,
                mistake -> without.get());
    }

    private <T> T about(Supplier<String> camera, Supplier<T> judging, Function<RuntimeException, T> otherwise) {
        return tried(() -> "Camera " + camera.get() + " was not judged", judging, otherwise);
    }

    private <T> T tried(Supplier<String> failure, Supplier<T> trying, Function<RuntimeException, T> otherwise) {
        try {
            return trying.get();
        } catch (RuntimeException mistake) {
            if (mistakesEndAll) {
                throw mistake;
            }
            mistakes.happened(failure.get(), mistake);
            return otherwise.apply(mistake);
        }
    }

    private static Finding unjudged(Instant now, RuntimeException mistake) {
        return new Finding(
                Verdict.UNPROVEN,
                now,
                List.of(Cause.NOT_JUDGED),
                "a mistake of the probe keeps it from judging this camera ("
                        + mistake.getClass().getSimpleName() + ")",
                Optional.of(Cures.NOT_JUDGED));
    }
}
