package dev.sightline.probe.host.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.host.firewall.FirewallRule.Ends;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The chains and rules of nftables, as {@code nft -j list ruleset} tells them.
 *
 * @param chains the chains
 * @param rules the rules, without their words
 * @param opaque whether some rules are iptables' own, whose matches only iptables can tell
 */
record NftRuleset(List<FirewallChain> chains, List<FirewallRule> rules, boolean opaque) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_RULES = 20_000;
    private static final Set<String> REFUSING_TARGETS = Set.of("DROP", "REJECT");

    /**
     * Reads it.
     *
     * @param without the tables to leave out, as {@code ip filter}
     * @throws IOException when it is not JSON
     */
    static NftRuleset parse(String output, Set<String> without) throws IOException {
        JsonNode objects = JSON.readTree(output).path("nftables");
        Map<String, JsonNode> counters = new HashMap<>();
        Map<String, JsonNode> sets = new HashMap<>();
        Map<String, JsonNode> maps = new HashMap<>();
        Set<String> shared = new HashSet<>();
        Set<String> used = new HashSet<>();
        for (JsonNode object : objects) {
            collect(object.path("counter"), counters);
            collect(object.path("set"), sets);
            collect(object.path("map"), maps);
            JsonNode rule = object.path("rule");
            rule.findValues("counter").stream()
                    .filter(JsonNode::isTextual)
                    .map(name -> table(rule) + " " + name.asText())
                    .filter(name -> !used.add(name))
                    .forEach(shared::add);
        }
        counters.keySet().removeAll(shared); // one counter of several rules tells of none
        List<FirewallChain> chains = new ArrayList<>();
        List<FirewallRule> rules = new ArrayList<>();
        boolean opaque = false;
        for (JsonNode object : objects) {
            JsonNode chain = object.path("chain");
            JsonNode rule = object.path("rule");
            if (chain.isObject() && !without.contains(table(chain)) && !isOurs(chain)) {
                chains.add(chain(chain));
            }
            if (rule.isObject() && !without.contains(table(rule)) && !isOurs(rule) && rules.size() < MAX_RULES) {
                rules.addAll(new Reading(rule, counters, sets, maps).rules());
                opaque |= rule.path("expr").findValue("xt") != null;
            }
        }
        return new NftRuleset(List.copyOf(chains), List.copyOf(rules), opaque);
    }

    private static void collect(JsonNode object, Map<String, JsonNode> into) {
        if (object.isObject() && into.size() < MAX_RULES) {
            into.put(table(object) + " " + object.path("name").asText(), object);
        }
    }

    private static boolean isOurs(JsonNode object) {
        return object.path("table").asText().startsWith(TraceTable.PREFIX);
    }

    private static String table(JsonNode object) {
        return object.path("family").asText() + " " + object.path("table").asText();
    }

    private static FirewallChain chain(JsonNode chain) {
        String hook = chain.path("hook").asText("");
        String family = chain.path("family").asText();
        Optional<Way> way = family.equals("arp") ? Optional.empty() : Hooks.way(hook);
        boolean drops = chain.path("policy").asText("").equals("drop");
        return new FirewallChain(
                table(chain) + " " + chain.path("name").asText(),
                way,
                Hooks.isForThisHost(hook) && !family.equals("bridge"),
                Hooks.redirects(hook),
                drops,
                OptionalLong.empty(),
                true,
                takes(chain));
    }

    /** A chain for translations sees the first packet of a connection alone, one of a link what crosses that link. */
    private static Optional<PacketMatch> takes(JsonNode chain) {
        if (!chain.path("type").asText("").equals("filter") || chain.has("dev")) {
            return Optional.empty();
        }
        return switch (chain.path("family").asText()) {
            case "inet" -> Optional.of(PacketMatch.ANY);
            case "ip" -> Optional.of(ofFamily("0.0.0.0/0"));
            case "ip6" -> Optional.of(ofFamily("::/0"));
            default -> Optional.empty();
        };
    }

    private static PacketMatch ofFamily(String all) {
        return PacketMatch.destinations(Literals.block(all).stream().toList());
    }

    /** Reads one rule, expression by expression. */
    private static final class Reading {
        private final JsonNode rule;
        private final Map<String, JsonNode> counters;
        private final Map<String, JsonNode> maps;
        private final NftMatch matches;
        private PacketMatch match = PacketMatch.ANY;
        private OptionalLong packets = OptionalLong.empty();
        private boolean drops;
        private boolean redirects;
        private Ends ends = Ends.NOT;
        private final List<String> jumps = new ArrayList<>();
        private final List<FirewallRule> branches = new ArrayList<>();

        Reading(JsonNode rule, Map<String, JsonNode> counters, Map<String, JsonNode> sets, Map<String, JsonNode> maps) {
            this.rule = rule;
            this.counters = counters;
            this.maps = maps;
            String table = table(rule);
            this.matches = new NftMatch(name -> Optional.ofNullable(sets.get(table + " " + name)));
        }

        /** One, or one for each verdict of a map, which always comes last. */
        List<FirewallRule> rules() {
            rule.path("expr").forEach(this::expression);
            return branches.isEmpty() ? List.of(rule()) : branches;
        }

        private FirewallRule rule() {
            String chain = table(rule) + " " + rule.path("chain").asText();
            String handle = rule.path("handle").asText();
            return new FirewallRule(
                    chain + " handle " + handle, chain, "", match, drops, redirects, packets, List.copyOf(jumps), ends);
        }

        private void expression(JsonNode expression) {
            String kind = expression.isObject() && expression.size() > 0
                    ? expression.fieldNames().next()
                    : "";
            switch (kind) {
                case "match" -> {
                    match = match.and(matches.of(expression.path(kind)));
                    packets = OptionalLong.empty(); // what was counted so far was not yet dropped
                }
                case "counter" -> packets = counted(expression.path(kind));
                case "drop", "reject" -> drops = true;
                case "dnat", "redirect" -> redirects = true;
                case "vmap" -> verdicts(expression.path(kind));
                case "xt" -> target(expression.path(kind));
                case "log", "mangle", "notrack" -> {} // they let every packet through
                case "set" -> limited(expression.path(kind));
                case "jump", "goto", "accept", "return", "continue" -> packets = OptionalLong.empty();
                default -> unread();
            }
            switch (kind) {
                case "accept" -> ends = Ends.HOOK;
                case "return", "goto" -> ends = Ends.CHAIN;
                default -> {}
            }
            for (String verdict : List.of("jump", "goto")) {
                if (expression.has(verdict)) {
                    jumps.add(table(rule) + " "
                            + expression.path(verdict).path("target").asText());
                }
            }
        }

        /** Each verdict of a map is as a rule of its own, for the keys that lead to it. */
        private void verdicts(JsonNode vmap) {
            PacketMatch before = match;
            packets = OptionalLong.empty(); // what was counted so far was not all dropped
            NftVerdictMap map =
                    new NftVerdictMap(vmap, name -> Optional.ofNullable(maps.get(table(rule) + " " + name)));
            if (!map.isRead()) {
                unread();
                drops = true;
                return;
            }
            map.verdicts(matches).forEach((verdict, keys) -> {
                match = before.and(keys);
                drops = false;
                ends = Ends.NOT;
                jumps.clear();
                expression(verdict);
                branches.add(rule());
            });
        }

        /** A limit, a quota: it lets some packets through, and which ones is not known. */
        private void unread() {
            match = match.and(PacketMatch.UNREAD);
            packets = OptionalLong.empty();
        }

        /** An element is added for every packet, unless a limit stands behind it. */
        private void limited(JsonNode set) {
            if (set.has("stmt")) {
                unread();
            }
        }

        private void target(JsonNode xt) {
            if (xt.path("type").asText().equals("match")) {
                unread();
            } else if (REFUSING_TARGETS.contains(xt.path("name").asText())) {
                drops = true;
            } else if (FirewallRule.REDIRECTING_TARGETS.contains(xt.path("name").asText())) {
                redirects = true;
            }
        }

        private OptionalLong counted(JsonNode counter) {
            JsonNode named = counter.isTextual() ? counters.get(table(rule) + " " + counter.asText()) : counter;
            return named != null && named.path("packets").canConvertToLong()
                    ? OptionalLong.of(named.path("packets").asLong())
                    : OptionalLong.empty();
        }
    }
}
