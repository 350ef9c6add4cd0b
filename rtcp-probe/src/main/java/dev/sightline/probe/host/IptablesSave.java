package dev.sightline.probe.host;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.RuleGraph.Chain;
import dev.sightline.probe.host.RuleGraph.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
record IptablesSave(Set<String> tables, List<Chain> chains, List<Rule> rules) {
    private static final int MAX_RULES = 20_000;
    private static final Set<String> TAKES_VALUE =
            Set.of("-j", "-g", "-p", "-s", "-d", "--sport", "--sports", "--dport", "--dports", "--comment");
    private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+) \\[(\\d{1,18}):\\d+]");
    private static final Pattern RULE = Pattern.compile("\\[(\\d{1,18}):\\d+] -A (\\S+) ?(.*)");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\S+)");

    /**
     * Reads it; lines that are not understood are left out.
     *
     * @param family how the tables are called, as {@code iptables} or {@code ip6tables}
     * @param policiesCount whether the chains' own counters count: those of the nftables variant stay at nought
     */
    static IptablesSave parse(String output, String family, boolean policiesCount) {
        Set<String> tables = new LinkedHashSet<>();
        List<Chain> chains = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        String table = "";
        for (String line : output.lines().toList()) {
            Matcher chain = CHAIN.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (line.startsWith("*")) {
                tables.add(line.substring(1).strip());
                table = family + " " + line.substring(1).strip();
            } else if (chain.matches()) {
                OptionalLong packets =
                        policiesCount ? OptionalLong.of(Long.parseLong(chain.group(3))) : OptionalLong.empty();
                chains.add(new Chain(
                        table + " " + chain.group(1),
                        Hooks.way(chain.group(1).toLowerCase(Locale.ROOT))
                                .filter(way -> !chain.group(2).equals("-")),
                        chain.group(2).equals("DROP"),
                        packets));
            } else if (rule.matches() && rules.size() < MAX_RULES) {
                rules.add(rule(table, rule, rules.size()));
            }
        }
        return new IptablesSave(Set.copyOf(tables), List.copyOf(chains), List.copyOf(rules));
    }

    private static Rule rule(String table, Matcher line, int number) {
        String text = line.group(3);
        Arguments arguments = new Arguments(words(text));
        String chain = table + " " + line.group(2);
        boolean drops = arguments.target.equals("DROP") || arguments.target.equals("REJECT");
        return new Rule(
                chain + " " + number + " " + text,
                chain,
                text,
                arguments.match,
                drops,
                OptionalLong.of(Long.parseLong(line.group(1))),
                arguments.target.isEmpty() || drops ? List.of() : List.of(table + " " + arguments.target));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : '"' + word.group(1));
        }
        return words;
    }

    /** Reads a rule's arguments from left to right; one with a {@code !} before it says too little to be used. */
    private static final class Arguments {
        private PacketMatch match = PacketMatch.ANY;
        private String target = "";

        Arguments(List<String> words) {
            Iterator<String> rest = words.iterator();
            boolean negated = false;
            while (rest.hasNext()) {
                String word = rest.next();
                if (TAKES_VALUE.contains(word) && rest.hasNext()) {
                    argument(word, negated, rest.next());
                }
                negated = word.equals("!");
            }
        }

        private void argument(String name, boolean negated, String value) {
            switch (name) {
                case "-j", "-g" -> target = value;
                case "-p" -> and(negated, protocol(value));
                case "-s" -> and(negated, address(value).map(PacketMatch::sources));
                case "-d" -> and(negated, address(value).map(PacketMatch::destinations));
                case "--sport", "--sports" -> and(negated, ports(value).map(PacketMatch::sourcePorts));
                case "--dport", "--dports" -> and(negated, ports(value).map(PacketMatch::destinationPorts));
                default -> {} // a comment's words are no arguments
            }
        }

        private void and(boolean negated, Optional<PacketMatch> other) {
            if (!negated && other.isPresent()) {
                match = match.and(other.get());
            }
        }

        private static Optional<PacketMatch> protocol(String value) {
            return switch (value) {
                case "udp", "17" -> Optional.of(PacketMatch.UDP);
                case "all", "0" -> Optional.empty();
                default -> Optional.of(PacketMatch.NONE);
            };
        }

        private static Optional<List<AddressRange>> address(String value) {
            return Literals.block(value).map(List::of);
        }

        private static Optional<List<PortRange>> ports(String value) {
            List<PortRange> ranges = new ArrayList<>();
            try {
                for (String part : value.split(",", -1)) {
                    String[] ends = part.split(":", -1);
                    int first = ends[0].isEmpty() ? 1 : Math.max(1, Integer.parseInt(ends[0]));
                    String last = ends[ends.length - 1];
                    ranges.add(new PortRange(first, last.isEmpty() ? 65_535 : Integer.parseInt(last)));
                }
                return Optional.of(ranges);
            } catch (IllegalArgumentException notUnderstood) {
                return Optional.empty();
            }
        }
    }
}
