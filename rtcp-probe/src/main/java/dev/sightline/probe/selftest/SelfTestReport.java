package dev.sightline.probe.selftest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the self test showed.
 *
 * @param took how long it took
 * @param results one per way to name the camera; empty when nothing could be tried
 * @param notes what else is to be known, a sentence each
 * @param obstacle why nothing is proven; empty when it could be tried
 */
public record SelfTestReport(
        Duration took, List<TrialResult> results, List<String> notes, Optional<Obstacle> obstacle) {
    /** Copies the lists. */
    public SelfTestReport {
        results = List.copyOf(results);
        notes = List.copyOf(notes);
    }

    /** Somebody ended it; {@code usually} says how long it takes. */
    static SelfTestReport ended(Duration took, String usually) {
        Obstacle ended =
                new Obstacle("the self test was ended before it was done", "run it again: it takes " + usually);
        return new SelfTestReport(took, List.of(), List.of(), Optional.of(ended));
    }

    /** Whether something was tried, and all of it is as expected. */
    public boolean allAsExpected() {
        return obstacle.isEmpty() && !results.isEmpty() && results.stream().allMatch(TrialResult::asExpected);
    }

    /** As a table for people, lines ending in {@code \n}. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        obstacle.ifPresent(found -> line(text, "%s  %s%n  cure: %s", Verdict.UNPROVEN, found.reason(), found.cure()));
        if (!results.isEmpty()) {
            line(text, "%-15s %-28s %-44s %-10s %s", "policy", "the offer names", "RTCP leaves by", "verdict", "");
        }
        for (TrialResult result : results) {
            String seen = result.seen().isEmpty() ? "no interface" : String.join(", ", result.seen());
            line(
                    text,
                    "%-15s %-28s %-44s %-10s %s",
                    result.policy(),
                    result.offers(),
                    seen,
                    result.verdict(),
                    result.asExpected()
                            ? "as expected"
                            : "NOT as expected: " + result.expectedVerdict() + " by " + result.expectedInterface());
            if (!result.asExpected()) {
                line(text, "  %s", result.reason());
            }
        }
        notes.forEach(note -> line(text, "%s", note));
        if (!results.isEmpty()) {
            long good = results.stream().filter(TrialResult::asExpected).count();
            line(text, "%d of %d as expected, in %.1f s", good, results.size(), took.toMillis() / 1_000.0);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments)
                        .stripTrailing())
                .append('\n');
    }

    /** As one JSON document. */
    public String toJson() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("asExpected", allAsExpected());
        document.put("seconds", took.toMillis() / 1_000.0);
        obstacle.ifPresent(found -> {
            document.put("verdict", Verdict.UNPROVEN.name());
            document.put("reason", found.reason());
            document.put("cure", found.cure());
        });
        ArrayNode trials = document.putArray("trials");
        results.forEach(result -> TrialJson.write(trials.addObject(), result));
        ArrayNode said = document.putArray("notes");
        notes.forEach(said::add);
        return document.toPrettyString();
    }
}
