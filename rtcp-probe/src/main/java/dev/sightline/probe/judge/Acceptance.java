package dev.sightline.probe.judge;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.judge.scene.Scene;
import java.time.Duration;

/** Takes what was found into a history. */
record Acceptance(Scene scene) {
    /** By then every verdict can be reached again. */
    private static final Duration ANEW = Duration.ofSeconds(15);

    Finding accept(FindingHistory history, Finding found) {
        return history.accept(reached(history, remarked(found)));
    }

    /** Why so little is known, where that is not the camera's affair. */
    private Finding remarked(Finding found) {
        return scene.begunAnew()
                .filter(set -> found.causes().contains(Cause.TOO_EARLY))
                .filter(set -> scene.now().isBefore(set.at().plus(ANEW)))
                .map(set -> new Finding(
                        found.verdict(),
                        found.since(),
                        found.causes(),
                        found.reason() + "; " + set.inWords() + ", so all is judged anew",
                        found.cure()))
                .orElse(found);
    }

    /** The finding that is to be accepted, and may be remarked on before. */
    Finding reached(FindingHistory history, Finding found) {
        return scene.retrospective() ? history.reached(found) : found;
    }
}
