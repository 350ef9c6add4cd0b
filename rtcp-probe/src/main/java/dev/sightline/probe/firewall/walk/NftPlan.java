package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Step.Kind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A plan in the form of nftables: one table, as {@code firewall plan} writes it and as {@code nft list} does, one rule a
 * line. All of its texts were put together from parts that are known, so they can be given to nft.
 *
 * @param family the table's address family
 * @param definitions sets, maps and the like
 * @param chains the chains, in their order
 * @param steps policies that drop, and rules, in their order
 */
record NftPlan(String family, List<String> definitions, List<Chain> chains, List<Step> steps) {
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
        return new NftPlanReader().read(text);
    }

    /** A rule without its comment. */
    static String bare(String rule) {
        return COMMENT.matcher(rule).replaceFirst("").strip();
    }

    static Kind kind(String rule) {
        String words = " " + bare(rule).replaceAll("\"[^\"]*\"", "\"\"") + " ";
        if (words.matches(".*([ :](drop|reject|queue)[ ,}]|vmap @).*")) { // what a map holds may drop
            return Kind.DENY;
        }
        return bare(rule).endsWith(" accept") && BASIC.matcher(bare(rule)).matches() ? Kind.BASIC : Kind.ALLOW;
    }
}
