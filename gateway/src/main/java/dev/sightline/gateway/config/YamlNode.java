package dev.sightline.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.sightline.gateway.config.ConfigException.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document whose every node knows its line, so that a complaint can name it. */
sealed interface YamlNode {
    /** Counted from one. */
    int line();

    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {}

    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    record Scalar(int line, String text) implements YamlNode {}

    /** A key without a value. */
    record Nothing(int line) implements YamlNode {}

    /** @param line of the key */
    record Entry(int line, YamlNode value) {}

    int MAX_DEPTH = 16;

    /**
     * Reads one document.
     *
     * @param problems where duplicate keys, wrong syntax and the like are reported
     * @return the top-level mapping; empty when the text is empty or has no mapping at its top
     */
    static Mapping parse(String text, List<Problem> problems) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new Mapping(1, Map.of());
            }
            YamlNode root = read(parser, first, problems, 0);
            if (root instanceof Mapping mapping) {
                if (parser.nextToken() != null) {
                    problems.add(new Problem(
                            parser.currentTokenLocation().getLineNr(),
                            "",
                            "a second document begins; expected one only"));
                }
                return mapping;
            }
            problems.add(new Problem(root.line(), "", "expected keys with values, such as 'media:'"));
        } catch (JsonProcessingException e) {
            YamlMistake mistake = YamlMistake.of(e);
            problems.add(new Problem(mistake.line(), "", "not YAML: " + mistake.what()));
        } catch (IOException e) {
            problems.add(new Problem(1, "", "cannot be read: " + e.getMessage()));
        }
        return new Mapping(1, Map.of());
    }

    private static YamlNode read(YAMLParser parser, JsonToken token, List<Problem> problems, int depth)
            throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > MAX_DEPTH) {
            problems.add(new Problem(line, "", "nested deeper than " + MAX_DEPTH + " levels"));
            parser.skipChildren();
            return new Nothing(line);
        }
        if (parser.isCurrentAlias()) {
            problems.add(new Problem(line, "", "aliases (*name) are not understood; write the value out"));
            return new Nothing(line);
        }
        return switch (token) {
            case START_OBJECT -> readMapping(parser, line, problems, depth);
            case START_ARRAY -> readSequence(parser, line, problems, depth);
            case VALUE_NULL -> new Nothing(line);
            default -> new Scalar(line, parser.getText());
        };
    }

    private static Mapping readMapping(YAMLParser parser, int line, List<Problem> problems, int depth)
            throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int keyLine = parser.currentTokenLocation().getLineNr();
            String key = parser.currentName();
            Entry entry = new Entry(keyLine, read(parser, parser.nextToken(), problems, depth + 1));
            Entry earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                problems.add(new Problem(keyLine, key, "stands here a second time; first on line " + earlier.line()));
            }
        }
        return new Mapping(line, entries);
    }

    private static Sequence readSequence(YAMLParser parser, int line, List<Problem> problems, int depth)
            throws IOException {
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(read(parser, token, problems, depth + 1));
        }
        return new Sequence(line, items);
    }
}
