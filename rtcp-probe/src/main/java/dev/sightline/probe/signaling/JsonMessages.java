package dev.sightline.probe.signaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Finds descriptions in the JSON messages of one conversation, and calls an answer by the request that it answers. */
final class JsonMessages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ASKED = 1000;

    private final Map<String, String> asked = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_ASKED;
        }
    };

    /**
     * Reads one message.
     *
     * @param found gets what the message is, and the description
     * @return false when the text is no JSON
     */
    boolean read(String text, BiConsumer<String, String> found) {
        try {
            read(JSON.readTree(text), found);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    void read(JsonNode message, BiConsumer<String, String> found) {
        String name = name(message);
        Deque<JsonNode> open = new ArrayDeque<>();
        open.add(message);
        while (!open.isEmpty()) {
            JsonNode node = open.poll();
            if (node.isTextual() && isDescription(node.textValue())) {
                found.accept(name, octets(node.textValue()));
            }
            node.forEach(open::add);
        }
    }

    /** One character for each octet of its UTF-8, as all descriptions are kept. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static boolean isDescription(String text) {
        return text.startsWith("v=0\r") || text.startsWith("v=0\n");
    }

    private String name(JsonNode message) {
        String id = message.path("id").asText();
        if (message.has("result") || message.has("error")) {
            return "answer to " + asked.getOrDefault(id, "a request before the recording");
        }
        JsonNode params = message.path("params");
        String name = params.has("operation")
                ? params.path("operation").asText()
                : message.path("method").asText(message.path("type").asText());
        if (!id.isEmpty()) {
            asked.put(id, shortened(name));
        }
        return name.isEmpty() ? "a JSON message" : shortened(name);
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(60, name.length()));
    }
}
