package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plan in the form of nftables: one table, as {@code firewall plan} writes it and as {@code nft list} does, one rule a
 * line.
 *
 * @param family the table's address family
 * @param definitions sets, maps and the like, in their own words
 * @param chains the chains, in their order
 * @param steps policies that drop, and rules, in their order
 */
record NftPlan(String family, List<String> definitions, List<Chain> chains, List<Step> steps) {
    private static final int MAX_LINES = 100_000;
    private static final Pattern TABLE = Pattern.compile("table (ip|ip6|inet) ([A-Za-z_][\\w./-]*) \\{");
    private static final Pattern OTHER =
            Pattern.compile("(table|delete table|destroy table) (ip|ip6|inet) [\\w./-]+;?");
    private static final Pattern CHAIN = Pattern.compile("chain ([A-Za-z_][\\w./-]*) \\{");
    private static final Pattern HOOK = Pattern.compile("type \\w+ hook (\\w+)[^;{}]*priority [^;{}]+;?(.*)");
    private static final Pattern POLICY = Pattern.compile("policy (accept|drop);?");
    private static final Pattern COMMENT = Pattern.compile("(?:\\s*comment \"[^\"]*\")?(?:\\s*# handle \\d+)?$");
    private static final Pattern BASIC = Pattern.compile(
            "((iif|iifname|oif|oifname) \"?lo\"?|ct state [a-z, {}]*established|icmp(v6)? |ip6 saddr fe80::/10 |meta l4proto \\{?"
                    + " ?(icmp|ipv6-icmp)).*");

    /**
     * A chain.
     *
     * @param name its name
     * @param type what stands before its policy, with a semicolon; empty when it is only jumped to
     * @param hook where the kernel enters it; empty likewise
     */
    record Chain(String name, String type, String hook) {
        boolean isIncoming() {
            return hook.equals("input") || hook.equals("prerouting");
        }

        boolean isOutgoing() {
            return hook.equals("output") || hook.equals("postrouting");
        }
    }

    /** Reads {@code text}. */
    static NftPlan parse(String text) throws PlanException {
        return new Reader().read(text);
    }

    /** A rule without its comment. */
    static String bare(String rule) {
        return COMMENT.matcher(rule).replaceFirst("").strip();
    }

    static Kind kind(String rule) {
        String words = " " + bare(rule).replaceAll("\"[^\"]*\"", "\"\"") + " ";
        if (words.matches(".*[ :](drop|reject|queue)[ ,}].*")) {
            return Kind.DENY;
        }
        return bare(rule).endsWith(" accept") && BASIC.matcher(bare(rule)).matches() ? Kind.BASIC : Kind.ALLOW;
    }

    /** Line by line. */
    private static final class Reader {
        private String family = "";
        private final List<String> definitions = new ArrayList<>();
        private final List<Chain> chains = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final StringBuilder definition = new StringBuilder();
        private String chain = "";
        private boolean open;
        private int depth;

        NftPlan read(String text) throws PlanException {
            List<String> lines = text.lines().limit(MAX_LINES + 1L).toList();
            if (lines.size() > MAX_LINES) {
                throw new PlanException("the plan has more than " + MAX_LINES + " lines");
            }
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    line(i + 1, line);
                }
            }
            if (chains.isEmpty() || open) {
                throw new PlanException(
                        open ? "the last brace is missing" : "there is no chain in the plan; see: firewall plan");
            }
            return new NftPlan(family, List.copyOf(definitions), List.copyOf(chains), List.copyOf(steps));
        }

        private void line(int number, String line) throws PlanException {
            if (!open) {
                outside(number, line);
            } else if (depth > 0) {
                define(line);
            } else if (chain.isEmpty()) {
                table(number, line);
            } else {
                inChain(number, line);
            }
        }

        private void outside(int number, String line) throws PlanException {
            Matcher table = TABLE.matcher(line);
            if (table.matches() && family.isEmpty()) {
                family = table.group(1);
                open = true;
            } else if (!OTHER.matcher(line).matches()) {
                throw new PlanException(
                        number,
                        "\"" + line + "\": expected one table of family inet, ip or ip6, as"
                                + " firewall plan writes it");
            }
        }

        private void table(int number, String line) throws PlanException {
            Matcher start = CHAIN.matcher(line);
            if (start.matches()) {
                chain = start.group(1);
                chains.add(new Chain(chain, "", ""));
            } else if (line.equals("}")) {
                open = false;
            } else if (line.matches("(set|map|counter|quota|limit|ct \\w+) [\\w./-]+ \\{.*")) {
                define(line);
            } else if (!line.startsWith("comment ")) {
                throw new PlanException(number, "\"" + line + "\": expected a chain or a set");
            }
        }

        private void define(String line) {
            definition.append(line).append('\n');
            depth += (int) (line.chars().filter(c -> c == '{').count()
                    - line.chars().filter(c -> c == '}').count());
            if (depth <= 0) {
                depth = 0;
                definitions.add(definition.toString());
                definition.setLength(0);
            }
        }

        private void inChain(int number, String line) throws PlanException {
            Matcher hook = HOOK.matcher(line);
            if (line.equals("}")) {
                chain = "";
            } else if (hook.matches()) {
                String type = line.substring(0, hook.start(2)).strip();
                chains.set(chains.size() - 1, new Chain(chain, type, hook.group(1)));
                policy(number, hook.group(2).strip());
            } else if (line.startsWith("policy ")) {
                policy(number, line);
            } else if (line.replaceAll("\"[^\"]*\"", "").contains(";")) {
                throw new PlanException(number, "\"" + line + "\": expected one rule a line");
            } else if (!line.startsWith("comment ")) {
                String rule = line.replaceFirst("\\s*# handle \\d+$", "");
                steps.add(new Step(number, kind(rule), chain, rule));
            }
        }

        private void policy(int number, String text) throws PlanException {
            if (text.isEmpty()) {
                return;
            }
            Matcher policy = POLICY.matcher(text);
            if (!policy.matches()) {
                throw new PlanException(number, "\"" + text + "\": expected policy accept; or policy drop;");
            }
            if (policy.group(1).equals("drop")) {
                steps.add(new Step(number, Kind.POLICY, chain, "policy drop"));
            }
        }
    }
}
