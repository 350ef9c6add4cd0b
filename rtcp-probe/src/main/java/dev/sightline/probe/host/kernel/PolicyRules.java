package dev.sightline.probe.host.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Route;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The policy rules of one address family, in the order in which the kernel asks them ({@code ip rule}).
 *
 * @param rules the rules that not every host has
 */
record PolicyRules(List<Rule> rules) {
    static final PolicyRules NONE = new PolicyRules(List.of());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_RULES = 4_096;
    private static final List<String> PORT_SELECTORS =
            List.of("ipproto", "sport", "sport_start", "dport", "dport_start");
    private static final Set<String> EVERY_HOST = Set.of("0 local", "32766 main", "32767 default");

    /**
     * One rule.
     *
     * @param table the table it looks in; empty when it refuses instead
     * @param action how it refuses; empty when it looks in a table
     * @param destination the destinations it is for, as {@code 10.0.0.0/8}; empty: any
     * @param heedsPorts whether it looks at the protocol or the ports
     * @param heedsMarks whether it looks at a packet's mark
     * @param text the rule as {@code ip rule} would print it
     */
    record Rule(String table, String action, String destination, boolean heedsPorts, boolean heedsMarks, String text) {
        private boolean isFor(InetAddress address) {
            return destination.isEmpty()
                    || Literals.block(destination)
                            .map(block -> block.contains(address))
                            .orElse(false);
        }
    }

    /**
     * Reads {@code ip -json rule}.
     *
     * @throws IOException when it is not JSON
     */
    static PolicyRules parse(String output) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode node : JSON.readTree(output)) {
            String table = node.path("table").asText("");
            if (rules.size() < MAX_RULES
                    && !EVERY_HOST.contains(node.path("priority").asText("") + " " + table)) {
                String action = node.path("action").asText("");
                rules.add(new Rule(
                        table,
                        action,
                        selector(node, "dst"),
                        PORT_SELECTORS.stream().anyMatch(node::has),
                        node.has("fwmark"),
                        text(node, table, action)));
            }
        }
        return new PolicyRules(rules);
    }

    /** Whether any looks at the protocol or the ports. */
    boolean heedPorts() {
        return rules.stream().anyMatch(Rule::heedsPorts);
    }

    /** Whether any looks at a packet's mark. */
    boolean heedMarks() {
        return rules.stream().anyMatch(Rule::heedsMarks);
    }

    /** These and those of the other address family. */
    PolicyRules with(PolicyRules others) {
        return new PolicyRules(
                Stream.concat(rules.stream(), others.rules.stream()).toList());
    }

    /** The first rule that leads to this route, in its own words; empty when it is one that every host has. */
    Optional<String> leadingTo(InetAddress address, Route route) {
        return rules.stream()
                .filter(rule -> rule.isFor(address) && leads(rule, route))
                .map(Rule::text)
                .findFirst();
    }

    private static boolean leads(Rule rule, Route route) {
        return switch (route.kind()) {
            case BLACKHOLE -> rule.action().equals("blackhole");
            case PROHIBIT -> rule.action().equals("prohibit");
            case UNREACHABLE -> rule.action().equals("unreachable");
            default -> !route.table().isEmpty() && rule.table().equals(route.table());
        };
    }

    private static String text(JsonNode node, String table, String action) {
        StringBuilder text = new StringBuilder(node.path("priority").asText("?"));
        text.append(": from ").append(selector(node, "src").isEmpty() ? "all" : selector(node, "src"));
        append(text, "to", selector(node, "dst"));
        append(text, "iif", node.path("iif").asText(""));
        append(text, "oif", node.path("oif").asText(""));
        append(text, "fwmark", node.path("fwmark").asText(""));
        append(text, "ipproto", node.path("ipproto").asText(""));
        append(text, "sport", ports(node, "sport"));
        append(text, "dport", ports(node, "dport"));
        append(text, "lookup", table);
        return action.isEmpty()
                ? text.toString()
                : text.append(' ').append(action).toString();
    }

    private static String ports(JsonNode node, String name) {
        JsonNode first = node.path(name + "_start");
        return first.isMissingNode()
                ? node.path(name).asText("")
                : first.asText() + "-" + node.path(name + "_end").asText();
    }

    private static void append(StringBuilder text, String word, String value) {
        if (!value.isEmpty()) {
            text.append(' ').append(word).append(' ').append(value);
        }
    }

    private static String selector(JsonNode node, String name) {
        String address = node.path(name).asText("");
        if (address.isEmpty() || address.equals("all")) {
            return "";
        }
        JsonNode length = node.path(name + "len");
        return length.isMissingNode() ? address : address + "/" + length.asInt();
    }
}
