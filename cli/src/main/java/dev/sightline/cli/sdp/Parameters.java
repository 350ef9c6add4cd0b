package dev.sightline.cli.sdp;

import dev.sightline.probe.command.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a rule file says of one rule. */
final class Parameters {
    /** The key of a value that stands alone behind the rule's name. */
    static final String ALONE = "";

    private final String rule;
    private final Map<String, List<String>> values;

    Parameters(String rule, Map<String, List<String>> values) {
        this.rule = rule;
        this.values = values;
    }

    String rule() {
        return rule;
    }

    /** The value behind the name, without a key. */
    String alone(String example) throws Unusable {
        return optional(ALONE)
                .orElseThrow(
                        () -> new Unusable(rule + ": expected one value, as in '- " + rule + ": " + example + "'"));
    }

    /** The values behind the name, without a key. */
    List<String> allAlone(String example) throws Unusable {
        List<String> all = list(ALONE);
        if (all.isEmpty()) {
            throw new Unusable(rule + ": expected values, as in '- " + rule + ": " + example + "'");
        }
        return all;
    }

    String required(String key, String example) throws Unusable {
        return optional(key)
                .orElseThrow(() -> new Unusable(
                        rule + "." + key + " is missing; expected it as in '" + key + ": " + example + "'"));
    }

    Optional<String> optional(String key) throws Unusable {
        List<String> all = list(key);
        if (all.size() > 1) {
            throw new Unusable(name(key) + " has " + all.size() + " values; expected one");
        }
        return all.stream().findFirst();
    }

    List<String> list(String key) {
        return values.getOrDefault(key, List.of());
    }

    long number(String key, String text) throws Unusable {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Unusable(name(key) + " is '" + text + "'; expected a whole number");
        }
    }

    int port(String key, String text) throws Unusable {
        long number = number(key, text);
        if (number < 1 || number > 65535) {
            throw new Unusable(name(key) + " is " + number + "; expected a port from 1 to 65535");
        }
        return (int) number;
    }

    boolean flag(String key) throws Unusable {
        String text = optional(key).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new Unusable(name(key) + " is '" + text + "'; expected true or false");
        }
        return text.equals("true");
    }

    Set<String> keys() {
        return values.keySet();
    }

    /**
     * Any other parameter is a mistake, and is told before a missing one: often it is the same.
     *
     * @param known by name; empty for a rule that takes none, or a value alone
     */
    void requireOnly(List<String> known) throws Unusable {
        for (String key : values.keySet()) {
            if (key.equals(ALONE) && !known.isEmpty()) {
                throw new Unusable(
                        rule + " has a value alone; expected parameters by name: " + String.join(", ", known));
            }
            if (!known.contains(key)) {
                throw new Unusable(
                        (key.equals(ALONE) ? rule + " has a value" : name(key) + ": there is no such parameter")
                                + (known.isEmpty()
                                        ? "; this rule has no parameter by name"
                                        : Nearest.of(key, known)
                                                .map(near -> "; did you mean '" + near + "'?")
                                                .orElse("; known here: " + String.join(", ", known))));
            }
        }
    }

    String name(String key) {
        return key.equals(ALONE) ? rule : rule + "." + key;
    }
}
