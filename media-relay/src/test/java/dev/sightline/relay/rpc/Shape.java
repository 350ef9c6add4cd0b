package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A message without what differs from run to run: identifiers, numbers, times, session descriptions. */
final class Shape {
    static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private Shape() {}

    /** Keys in order, the type of every value, and words that are part of the protocol as they are. */
    static String of(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> parts = new TreeMap<>();
            node.properties()
                    .forEach(entry -> parts.put(
                            UUID.matcher(entry.getKey()).replaceAll("ID"), of(entry.getKey(), entry.getValue())));
            return parts.toString();
        }
        if (node.isArray()) {
            StringBuilder parts = new StringBuilder("[");
            node.forEach(element -> parts.append(of(element)).append(' '));
            return parts.append(']').toString();
        }
        if (node.isNumber()) {
            return "number";
        }
        return node.isTextual() ? word(node.textValue()) : node.toString();
    }

    private static String of(String key, JsonNode value) {
        return switch (key) {
            case "candidate", "localCandidate", "remoteCandidate", "binName" -> value.isTextual() ? "text" : of(value);
            case "code", "errorCode" -> value.toString();
            case "modules", "factories", "version" -> value.getNodeType().toString();
            case "message" ->
                value.isTextual() && value.textValue().startsWith("Invalid SDP") ? "Invalid SDP" : of(value);
            default -> of(value);
        };
    }

    private static String word(String text) {
        if (text.startsWith("v=0\r\n")) {
            return "SDP";
        }
        if (NUMBER.matcher(text).matches()) {
            return "\"number\"";
        }
        return '"' + UUID.matcher(text).replaceAll("ID") + '"';
    }
}
