package dev.sightline.probe.host.firewall;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A rule of a firewall.
 *
 * @param id tells it from the others, also in the next reading
 * @param chain the name of its chain
 * @param words the rule in the firewall's own words, without its counts; may be empty
 * @param match what it is for
 * @param drops whether it drops or rejects
 * @param redirects whether it gives them another destination, at a hook where that can be
 * @param packets how many packets it dropped, where that is counted
 * @param jumps the names of the chains it leads to
 * @param ends how far packets go on that it lets through
 */
record FirewallRule(
        String id,
        String chain,
        String words,
        PacketMatch match,
        boolean drops,
        boolean redirects,
        OptionalLong packets,
        List<String> jumps,
        Ends ends) {
    /** What iptables calls it. The last one gives another source behind the routing. */
    static final Set<String> REDIRECTING_TARGETS = Set.of("DNAT", "REDIRECT", "NETMAP");

    /** How far a packet that a rule is for goes on. */
    enum Ends {
        /** To the next rule. */
        NOT,
        /** Not through the rest of this chain. */
        CHAIN,
        /** Not through the rest of the hook's chain, nor to its policy. */
        HOOK
    }
}
