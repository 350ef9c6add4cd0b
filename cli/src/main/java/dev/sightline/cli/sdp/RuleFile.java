package dev.sightline.cli.sdp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.sightline.gateway.config.YamlMistake;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.rewrite.RewriteRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules in YAML: a list under {@code rules}, each a name, or a name with its parameters. Nothing unknown is let pass. The
 * first problem is told with its line.
 */
final class RuleFile {
    private static final int MAX_RULES = 1000;

    private final String file;
    private final YAMLParser parser;
    private final RuleReader reader;

    private RuleFile(String file, YAMLParser parser, RuleReader reader) {
        this.file = file;
        this.parser = parser;
        this.reader = reader;
    }

    static List<Asked> read(String file, Input input) throws Unusable {
        String text = new String(input.text(file).getBytes(Input.BYTES), StandardCharsets.UTF_8);
        Path directory = file.equals(Input.STANDARD)
                ? Path.of("")
                : Input.path(file).toAbsolutePath().normalize().resolveSibling("");
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            return new RuleFile(file, parser, new RuleReader(directory, input)).rules();
        } catch (JsonProcessingException e) {
            YamlMistake mistake = YamlMistake.of(e);
            throw new Unusable(Input.named(file) + ":" + mistake.line() + ": not YAML: " + mistake.what());
        } catch (IOException e) {
            throw new Unusable(Input.named(file) + " cannot be read: " + e.getMessage());
        }
    }

    private List<Asked> rules() throws Unusable, IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT
                || parser.nextToken() != JsonToken.FIELD_NAME
                || !parser.currentName().equals("rules")) {
            throw problem("expected 'rules:' and below it a list, as in '- connection-address: 192.0.2.7'");
        }
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw problem("rules: expected a list ('- …' lines)");
        }
        List<Asked> rules = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (rules.size() == MAX_RULES) {
                throw problem("there are more than " + MAX_RULES + " rules");
            }
            rules.add(rule());
        }
        if (parser.nextToken() != JsonToken.END_OBJECT) {
            throw problem("'" + parser.currentName() + "': there is no such key; only 'rules' is known here");
        }
        if (parser.nextToken() != null) {
            throw problem("a second document begins; expected one only");
        }
        return rules;
    }

    private Asked rule() throws Unusable, IOException {
        int line = line();
        Parameters parameters;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            if (parser.nextToken() != JsonToken.FIELD_NAME) {
                throw new Unusable(Input.named(file) + ":" + line
                        + ": an empty rule: expected a name after '-', as in '- normalise'");
            }
            String name = parser.currentName();
            parser.nextToken();
            parameters = parameters(name);
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                throw problem("'" + parser.currentName() + "' stands beside '" + name
                        + "'; expected one rule after each '-', and its parameters indented below it");
            }
        } else {
            parameters = new Parameters(scalar("a rule"), Map.of());
        }
        try {
            RewriteRule rule = reader.rule(parameters);
            return new Asked(rule, Input.named(file) + ":" + line + ": " + rule.name());
        } catch (Unusable | SdpException e) {
            throw new Unusable(Input.named(file) + ":" + line + ": " + e.getMessage());
        }
    }

    /** A value alone, or a list, stands for the one parameter that the rule has. */
    private Parameters parameters(String name) throws Unusable, IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return parser.currentToken() == JsonToken.VALUE_NULL
                    ? new Parameters(name, Map.of())
                    : new Parameters(name, Map.of(Parameters.ALONE, values(name)));
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (values.put(key, values(name + "." + key)) != null) {
                throw problem(name + "." + key + " stands there a second time; expected it once");
            }
        }
        return new Parameters(name, values);
    }

    private List<String> values(String name) throws Unusable, IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return List.of(scalar(name));
        }
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(scalar(name));
        }
        return values;
    }

    private String scalar(String name) throws Unusable, IOException {
        if (parser.isCurrentAlias()) {
            throw problem(name + ": aliases (*name) are not understood; write the value out");
        }
        if (!parser.currentToken().isScalarValue()) {
            throw problem(name + ": expected a plain value or a list of them");
        }
        return parser.getText();
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private Unusable problem(String message) {
        return new Unusable(Input.named(file) + ":" + line() + ": " + message);
    }
}
