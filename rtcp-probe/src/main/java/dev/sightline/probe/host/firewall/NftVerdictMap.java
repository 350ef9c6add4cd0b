package dev.sightline.probe.host.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of a packet by a map of verdicts: {@code {"key":{"payload":{"protocol":"udp","field":"dport"}},
 * "data":{"set":[[22,{"accept":null}],[{"range":[5000,5050]},{"drop":null}]]}}}.
 */
final class NftVerdictMap {
    /** Stands for all keys that are not named. */
    private static final String ALL_OTHERS = "*";

    private final JsonNode key;
    private final JsonNode elements;

    /** @param maps the named maps of the rule's table */
    NftVerdictMap(JsonNode vmap, Function<String, Optional<JsonNode>> maps) {
        key = vmap.path("key");
        JsonNode data = vmap.path("data");
        elements = data.isTextual() && data.asText().startsWith("@")
                ? maps.apply(data.asText().substring(1))
                        .map(map -> map.path("elem"))
                        .orElse(data)
                : data.path("set");
    }

    /** Whether it is known what it holds; an empty named map has no elements at all. */
    boolean isRead() {
        return !elements.isTextual();
    }

    /** Its verdicts, and what each is for; the one for all other keys comes last. */
    Map<JsonNode, PacketMatch> verdicts(NftMatch matches) {
        Map<JsonNode, List<JsonNode>> keys = new LinkedHashMap<>();
        for (JsonNode element : elements) {
            keys.computeIfAbsent(element.path(1), verdict -> new ArrayList<>()).add(NftValues.bare(element.path(0)));
        }
        Map<JsonNode, PacketMatch> verdicts = new LinkedHashMap<>();
        keys.entrySet().stream()
                .sorted(Comparator.comparing(entry -> isForAllOthers(entry.getValue())))
                .forEach(entry -> verdicts.put(entry.getKey(), match(matches, keys, entry.getValue())));
        return verdicts;
    }

    private PacketMatch match(NftMatch matches, Map<JsonNode, List<JsonNode>> keys, List<JsonNode> values) {
        if (isOfNoStream(values)) {
            return PacketMatch.NONE;
        }
        List<JsonNode> others = isForAllOthers(values) ? others(keys, values) : List.of();
        return others.isEmpty() ? matches.of(key, values, false) : matches.of(key, others, /* negated= */ true);
    }

    private static List<JsonNode> others(Map<JsonNode, List<JsonNode>> keys, List<JsonNode> values) {
        return keys.values().stream()
                .filter(one -> !one.equals(values))
                .flatMap(List::stream)
                .toList();
    }

    private static boolean isForAllOthers(List<JsonNode> values) {
        return values.stream().anyMatch(value -> value.asText("").equals(ALL_OTHERS));
    }

    /** Of UDP connection tracking calls invalid what is cut short or has a wrong checksum; most rulesets drop that. */
    private boolean isOfNoStream(List<JsonNode> values) {
        return key.path("ct").path("key").asText("").equals("state")
                && values.stream().allMatch(value -> value.asText("").equals("invalid"));
    }
}
