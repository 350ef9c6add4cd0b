package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.judge.scene.Scene;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes what was found into a history. */
record Acceptance(Scene scene) {
    /** By then every verdict can be reached again. */
    private static final Duration ANEW = Duration.ofSeconds(15);

    Finding accept(FindingHistory history, Finding found) {
        return accept(history, found, Optional::empty);
    }

    /** @param unanswered says of a whole capture what keeps a verdict that was reached from holding while it is waited */
    Finding accept(FindingHistory history, Finding found, Supplier<Optional<String>> unanswered) {
        return history.accept(reached(history, remarked(found), unanswered));
    }

    /** Why so little is known, where that is not the camera's affair. */
    private Finding remarked(Finding found) {
        return scene.begunAnew()
                .filter(set -> found.causes().contains(Cause.TOO_EARLY))
                .filter(set -> scene.now().isBefore(set.at().plus(ANEW)))
                .map(set -> found.withRemark("; " + set.inWords() + ", so all is judged anew"))
                .orElse(found);
    }

    /** The finding that is to be accepted, and may be remarked on before. */
    Finding reached(FindingHistory history, Finding found, Supplier<Optional<String>> unanswered) {
        return scene.retrospective() ? history.reached(found, unanswered) : found;
    }
}
