package dev.sightline.probe.selftest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A trial's result as JSON: for the report, and between the processes of the test. */
final class TrialJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TrialJson() {}

    static void write(ObjectNode node, TrialResult result) {
        node.put("policy", result.policy());
        node.put("offers", result.offers());
        node.put("camera", result.camera());
        ArrayNode seen = node.putArray("seen");
        result.seen().forEach(seen::add);
        ArrayNode interfaces = node.putArray("interfaces");
        result.interfaces().forEach(interfaces::add);
        node.put("verdict", result.verdict().name());
        node.put("reason", result.reason());
        ObjectNode expected = node.putObject("expected");
        expected.put("interface", result.expectedInterface());
        expected.put("verdict", result.expectedVerdict().name());
        node.put("asExpected", result.asExpected());
    }

    static String line(TrialResult result) {
        ObjectNode node = JSON.createObjectNode();
        write(node, result);
        return node.toString();
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @throws IllegalArgumentException when it did not
     */
    static TrialResult read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return new TrialResult(
                    node.path("policy").asText(),
                    node.path("offers").asText(),
                    node.path("camera").asText(),
                    texts(node.path("seen")),
                    texts(node.path("interfaces")),
                    Verdict.valueOf(node.path("verdict").asText()),
                    node.path("reason").asText(),
                    node.at("/expected/interface").asText(),
                    Verdict.valueOf(node.at("/expected/verdict").asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("\"" + line + "\": expected a trial's result", e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
