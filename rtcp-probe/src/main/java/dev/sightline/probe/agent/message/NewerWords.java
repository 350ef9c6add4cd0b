package dev.sightline.probe.agent.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes what a newer agent says readable for this version. A word that is not known is left out, and an unknown verdict
 * proves nothing here; none is guessed. What is no text is left as it is: it is malformed in any version.
 */
final class NewerWords {
    private static final Set<String> VERDICTS = names(Verdict.values());
    private static final Set<String> CAUSES = names(Cause.values());
    private static final Set<String> STATES = names(WatchedInterface.State.values());
    private static final int SHOWN = 40;

    private NewerWords() {}

    private static Set<String> names(Enum<?>[] words) {
        return Arrays.stream(words).map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Changes the findings of a verdict and of its streams. */
    static void leaveOutOfVerdict(ObjectNode message) {
        leaveOutOfFinding(message.path("finding"));
        message.path("streams").forEach(stream -> leaveOutOfFinding(stream.path("finding")));
    }

    private static void leaveOutOfFinding(JsonNode node) {
        if (!(node instanceof ObjectNode finding)) {
            return;
        }
        if (finding.path("causes") instanceof ArrayNode causes) {
            causes.removeIf(cause -> isUnknown(cause, CAUSES));
        }
        JsonNode verdict = finding.path("verdict");
        if (isUnknown(verdict, VERDICTS)) {
            // With its causes it might be healed, by what they mean with another verdict.
            finding.putArray("causes");
            finding.put("verdict", Verdict.UNPROVEN.name());
            finding.put(
                    "reason",
                    "the agent says " + Printable.of(verdict.textValue(), SHOWN)
                            + ", which this version does not know: "
                            + finding.path("reason").asText());
        }
    }

    /** Leaves out the interfaces whose state is not known. */
    static void leaveOutOfSignOfLife(ObjectNode message) {
        if (message.path("interfaces") instanceof ArrayNode interfaces) {
            interfaces.removeIf(each -> isUnknown(each.path("state"), STATES));
        }
    }

    private static boolean isUnknown(JsonNode word, Set<String> known) {
        return word.isTextual() && !known.contains(word.textValue());
    }
}
