package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.firewall.FirewallRule.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chains and rules of iptables, as {@code iptables-save -c} tells them.
 *
 * @param tables the tables' names
 */
record IptablesSave(Set<String> tables, List<FirewallChain> chains, List<FirewallRule> rules) {
    private static final int MAX_RULES = 20_000;
    private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+) \\[(\\d{1,18}):\\d+]");
    private static final Pattern RULE = Pattern.compile("\\[(\\d{1,18}):\\d+] -A (\\S+) ?(.*)");

    /**
     * Reads it; lines that are not understood are left out.
     *
     * @param family how the tables are called, as {@code iptables} or {@code ip6tables}
     * @param surelyCounts whether every policy is counted; in the nftables variant only what iptables itself made is, and
     *     nought stands for no counter, too
     */
    static IptablesSave parse(String output, String family, boolean surelyCounts) {
        Set<String> tables = new LinkedHashSet<>();
        List<FirewallChain> chains = new ArrayList<>();
        List<FirewallRule> rules = new ArrayList<>();
        Map<String, Integer> alike = new HashMap<>();
        String table = "";
        for (String line : output.lines().toList()) {
            Matcher chain = CHAIN.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (line.startsWith("*")) {
                tables.add(line.substring(1).strip());
                table = family + " " + line.substring(1).strip();
            } else if (chain.matches()) {
                chains.add(new FirewallChain(
                        table + " " + chain.group(1),
                        Hooks.way(chain.group(1).toLowerCase(Locale.ROOT))
                                .filter(way -> !chain.group(2).equals("-")),
                        Hooks.isForThisHost(chain.group(1)),
                        Hooks.redirects(chain.group(1)),
                        chain.group(2).equals("DROP"),
                        OptionalLong.of(Long.parseLong(chain.group(3))),
                        !surelyCounts,
                        Optional.empty()));
            } else if (rule.matches() && rules.size() < MAX_RULES) {
                int number = alike.merge(table + " " + rule.group(2) + " " + rule.group(3), 1, Integer::sum);
                rules.add(rule(table, rule, number));
            }
        }
        return new IptablesSave(Set.copyOf(tables), List.copyOf(chains), List.copyOf(rules));
    }

    /** @param number counts rules of the same words: one that is put before them all must not rename them */
    private static FirewallRule rule(String table, Matcher line, int number) {
        String text = line.group(3);
        IptablesArguments arguments = IptablesArguments.read(text);
        String chain = table + " " + line.group(2);
        boolean drops = arguments.target().equals("DROP") || arguments.target().equals("REJECT");
        return new FirewallRule(
                chain + " " + number + " " + text,
                chain,
                text,
                arguments.match(),
                drops,
                FirewallRule.REDIRECTING_TARGETS.contains(arguments.target()),
                OptionalLong.of(Long.parseLong(line.group(1))),
                arguments.target().isEmpty() || drops ? List.of() : List.of(table + " " + arguments.target()),
                ends(arguments.target()));
    }

    private static Ends ends(String target) {
        return switch (target) {
            case "ACCEPT" -> Ends.HOOK;
            case "RETURN" -> Ends.CHAIN;
            default -> Ends.NOT;
        };
    }
}
