package dev.sightline.probe.host.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the rule that rewrites a packet's addresses on its way out. */
final class NatRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> STATEMENTS = Set.of("masquerade", "snat", "dnat", "redirect");
    private static final Set<String> TARGETS = Set.of("MASQUERADE", "SNAT", "DNAT", "REDIRECT", "NETMAP");
    private static final Set<String> HOOKS = Set.of("output", "postrouting");
    private static final Pattern SAVED = Pattern.compile("(?:\\[\\d+:\\d+] )?-A (\\S+) (.*)");
    private static final int MAX_VISITS = 20_000;
    private static final int MAX_DEPTH = 16;

    /** A rule as far as it concerns the packet: whether it is for it, what it does to it, where it leads. */
    private record Rule(Truth isFor, boolean rewrites, String words, List<String> jumps) {}

    private final NatQuestion question;
    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final List<String> starts = new ArrayList<>();
    private int visits;
    private NatAnswer answer = new NatAnswer(NatAnswer.State.NONE, "");

    private NatRules(NatQuestion question) {
        this.question = question;
    }

    /**
     * Looks in {@code nft -j list ruleset}.
     *
     * @throws IOException when it is not JSON
     */
    static NatAnswer inNftables(String ruleset, NatQuestion question) throws IOException {
        NatRules nat = new NatRules(question);
        JsonNode objects = JSON.readTree(ruleset).path("nftables");
        Map<String, JsonNode> sets = new HashMap<>();
        for (JsonNode object : objects) {
            JsonNode set = object.path("set");
            if (set.isObject()) {
                sets.put(table(set) + " " + set.path("name").asText(), set);
            }
        }
        for (JsonNode object : objects) {
            JsonNode chain = object.path("chain");
            if (chain.path("type").asText().equals("nat")
                    && HOOKS.contains(chain.path("hook").asText())) {
                nat.starts.add(table(chain) + " " + chain.path("name").asText());
            }
            if (object.path("rule").isObject()) {
                nat.add(object.path("rule"), sets);
            }
        }
        return nat.find();
    }

    /** Looks in what {@code iptables-save -t nat} says. */
    static NatAnswer inIptables(String saved, NatQuestion question) {
        NatRules nat = new NatRules(question);
        nat.starts.addAll(List.of("OUTPUT", "POSTROUTING"));
        for (String line : saved.lines().toList()) {
            Matcher rule = SAVED.matcher(line);
            if (rule.matches()) {
                IptablesArguments arguments = IptablesArguments.read(rule.group(2));
                boolean rewrites = TARGETS.contains(arguments.target());
                nat.rules
                        .computeIfAbsent(rule.group(1), name -> new ArrayList<>())
                        .add(new Rule(
                                arguments.isFor(question),
                                rewrites,
                                "iptables nat " + rule.group(1) + ": " + rule.group(2),
                                rewrites ? List.of() : List.of(arguments.target())));
            }
        }
        return nat.find();
    }

    private static String table(JsonNode object) {
        return object.path("family").asText() + " " + object.path("table").asText();
    }

    private void add(JsonNode rule, Map<String, JsonNode> sets) {
        String table = table(rule);
        NftMatch matches = new NftMatch(name -> Optional.ofNullable(sets.get(table + " " + name)));
        Truth isFor = Truth.YES;
        String rewrites = "";
        List<String> jumps = new ArrayList<>();
        for (JsonNode expression : rule.path("expr")) {
            String kind = expression.isObject() && expression.size() > 0
                    ? expression.fieldNames().next()
                    : "";
            if (kind.equals("match")) {
                isFor = isFor.and(holds(expression.path(kind), matches));
            } else if (STATEMENTS.contains(kind)) {
                rewrites = kind + address(expression.path(kind).path("addr"));
            } else if (kind.equals("xt")) {
                String name = expression.path(kind).path("name").asText();
                rewrites = TARGETS.contains(name) ? name : rewrites;
                isFor = TARGETS.contains(name) ? isFor : isFor.and(Truth.MAYBE);
            } else if (!Set.of("counter", "log", "accept", "jump", "goto").contains(kind)) {
                isFor = isFor.and(Truth.MAYBE);
            }
            for (String verdict : List.of("jump", "goto")) {
                expression
                        .findValues(verdict)
                        .forEach(to -> jumps.add(table + " " + to.path("target").asText()));
            }
        }
        String chain = table + " " + rule.path("chain").asText();
        rules.computeIfAbsent(chain, name -> new ArrayList<>())
                .add(new Rule(isFor, !rewrites.isEmpty(), chain + ": " + rewrites, jumps));
    }

    private static String address(JsonNode address) {
        return address.isTextual() ? " to " + address.asText() : "";
    }

    private Truth holds(JsonNode match, NftMatch matches) {
        PacketMatch understood = matches.of(match);
        return understood.whole() ? question.isAmong(understood) : Truth.MAYBE;
    }

    private NatAnswer find() {
        starts.forEach(chain -> follow(chain, Truth.YES, 0));
        return answer;
    }

    private void follow(String chain, Truth path, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        for (Rule rule : rules.getOrDefault(chain, List.of())) {
            Truth isFor = path.and(rule.isFor());
            if (++visits > MAX_VISITS || isFor == Truth.NO) {
                continue;
            }
            if (rule.rewrites() && answer.state() != NatAnswer.State.REWRITTEN) {
                answer = new NatAnswer(
                        isFor == Truth.YES ? NatAnswer.State.REWRITTEN : NatAnswer.State.POSSIBLE, rule.words());
            }
            rule.jumps().forEach(target -> follow(target, isFor, depth + 1));
        }
    }
}
