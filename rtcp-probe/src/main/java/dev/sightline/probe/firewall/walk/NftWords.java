package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.NftLine.Part;
import java.util.List;
import java.util.Set;

/**
 * What the lines of a plan may say. It is a list of what is known, and anything else is refused: a plan may come from
 * somewhere else, and nft would do far more for it than match, count, log and judge packets.
 */
final class NftWords {
    /** What may begin a match or a statement, or goes on with one. */
    private static final Set<String> KNOWN = words("""
            ah arp comp ct esp ether fib frag icmp icmpv6 igmp ip ip6 meta rt sctp tcp th udp udplite vlan
            original reply local broadcast multicast anycast unicast missing exists count
            accept drop reject queue return continue counter limit quota log bypass fanout with reset icmpx
            packets bytes kbytes mbytes until used
            admin-prohibited port-unreachable host-unreachable net-unreachable prot-unreachable host-prohibited
            net-prohibited addr-unreachable no-route policy-fail reject-route
            """);

    /** What is followed by a name, a number or a text of anybody's choice. */
    private static final Set<String> WITH_VALUE = words("""
            iif iifname iifgroup iiftype oif oifname oifgroup oiftype pkttype nfproto l4proto protocol mark length
            saddr daddr sport dport type code flags hoplimit ttl nexthdr dscp ecn version frag-off id checksum
            state status direction mark helper zone expiration avgpkt sequence ackseq window option size spi operation
            vmap jump goto comment prefix level group snaplen num to name rate over burst
            """);

    private static final Set<String> OPERATORS = words("!= == <= >= << >> = ! < > & | ^ / , . ( -");
    private static final Set<String> NEVER =
            words("include define redefine undefine flush delete destroy create replace insert add update set");
    private static final Set<String> OF_A_SET = words("""
            type typeof flags timeout gc-interval size policy auto-merge elements comment counter
            packets over until rate
            """);

    private NftWords() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip()
                .lines()
                .flatMap(line -> List.of(line.strip().split(" ", -1)).stream())
                .distinct()
                .toArray(String[]::new));
    }

    /** @throws PlanException when it is more than one rule, or says what is not known */
    static void checkRule(NftLine rule) throws PlanException {
        int depth = 0;
        boolean value = false;
        for (Part part : rule.parts()) {
            if (part.is(";")) {
                throw refused(rule, "expected one rule a line");
            }
            depth += depth(part);
            if (depth < 0) {
                throw refused(rule, "it closes a brace that it has not opened");
            }
            if (NEVER.contains(part.text()) || (depth == 0 && !value && !isKnown(part))) {
                throw refused(rule, notKnown(part));
            }
            value = depth == 0 && (OPERATORS.contains(part.text()) || (!value && WITH_VALUE.contains(part.text())));
        }
        if (depth > 0) {
            throw refused(rule, "a brace is not closed in the line");
        }
    }

    private static int depth(Part part) {
        return part.is("{") ? 1 : part.is("}") ? -1 : 0;
    }

    private static boolean isKnown(Part part) {
        String text = part.text();
        return KNOWN.contains(text)
                || WITH_VALUE.contains(text)
                || OPERATORS.contains(text)
                || text.matches("[})]|@\\w+|\\d[\\w./:*-]*");
    }

    /**
     * One statement of a set, a map or the like.
     *
     * @param line for complaints
     * @param statement its parts, its braces closed
     */
    static void checkOfSet(NftLine line, List<Part> statement) throws PlanException {
        Part first = statement.get(0);
        if (!OF_A_SET.contains(first.text()) && !first.text().matches("\\d+")) {
            throw refused(line, notKnown(first));
        }
        for (Part part : statement) {
            if (NEVER.contains(part.text())) {
                throw refused(line, notKnown(part));
            }
        }
    }

    private static String notKnown(Part part) {
        return "\"" + part.text() + "\" is not understood: a plan may match, count, log, accept and drop packets, and"
                + " jump to its own chains";
    }

    static PlanException refused(NftLine line, String why) {
        return new PlanException(line.number(), "\"" + line.text() + "\": " + why);
    }
}
