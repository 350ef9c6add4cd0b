package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Follows a firewall's chains from the kernel's hooks, and finds the counters of what is dropped on which way. */
final class RuleGraph {
    /** A rule may be reached by several jumps; more visits than this are not made. */
    private static final int MAX_VISITS = 100_000;

    private static final int MAX_DEPTH = 16;

    static final String SEVERAL_WAYS = " (one counter for several ways)";

    /** What a policy is called, behind its chain's name. */
    static final String POLICY = ": policy drop";

    /** More rules that let packets through are not kept in mind; then nothing behind them is certain. */
    private static final int MAX_ACCEPTED = 256;

    private static final PacketMatch FIRST_OF_ITS_CONNECTION =
            PacketMatch.asking(new PacketCondition.Answered(/* negated= */ true));

    /** More of them are not kept for each way: each is asked about every stream. */
    private static final int MAX_SURE = 64;

    private final Map<String, FirewallChain> chains = new LinkedHashMap<>();
    private final Map<String, List<FirewallRule>> rules = new LinkedHashMap<>();
    private final PortRange mediaPorts;
    private final Map<String, DropCounter> counters = new LinkedHashMap<>();
    private final Map<String, UncountedDrop> uncounted = new LinkedHashMap<>();
    private final List<SureDrop> sure = new ArrayList<>();
    private final List<Redirection> redirects = new ArrayList<>();
    private final boolean redirected;
    private int visits;

    RuleGraph(Collection<FirewallChain> chains, Collection<FirewallRule> rules, PortRange mediaPorts) {
        chains.forEach(chain -> this.chains.put(chain.name(), chain));
        rules.forEach(rule -> this.rules
                .computeIfAbsent(rule.chain(), name -> new ArrayList<>())
                .add(rule));
        this.mediaPorts = mediaPorts;
        Set<String> elsewhere = reached(/* redirecting= */ false);
        elsewhere.removeAll(reached(/* redirecting= */ true));
        this.redirected = rules.stream()
                .filter(rule -> !elsewhere.contains(rule.chain()))
                .anyMatch(rule -> rule.redirects() && mayBeOfMedia(rule.match()));
        this.chains
                .values()
                .forEach(chain -> chain.way().ifPresent(way -> {
                    List<PacketMatch> accepted = new ArrayList<>();
                    PacketMatch all = ofFamily(chain.name());
                    Hook hook = new Hook(way, chain.isForThisHost(), chain.redirects(), chain.takes());
                    follow(hook, chain.name(), all, accepted, 0);
                    policy(chain, hook, all, accepted);
                }));
    }

    /** The chains to which packets come from the hooks where they can be given another destination, or from the others. */
    private Set<String> reached(boolean redirecting) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        chains.values().stream()
                .filter(chain -> chain.way().isPresent() && chain.redirects() == redirecting)
                .forEach(chain -> next.add(chain.name()));
        while (!next.isEmpty()) {
            String chain = next.remove();
            if (reached.add(chain)) {
                rules.getOrDefault(chain, List.of()).forEach(rule -> next.addAll(rule.jumps()));
            }
        }
        return reached;
    }

    private boolean mayBeOfMedia(PacketMatch match) {
        return Stream.of(Way.IN, Way.OUT)
                .anyMatch(way -> match.scope(way, mediaPorts, List.of()).isPresent());
    }

    /** What a table sees that is for one family. */
    private static PacketMatch ofFamily(String chain) {
        return switch (chain.substring(0, Math.max(0, chain.indexOf(' ')))) {
            case "ip", "iptables" -> PacketMatch.asking(new PacketCondition.Family(/* ipv6= */ false));
            case "ip6", "ip6tables" -> PacketMatch.asking(new PacketCondition.Family(/* ipv6= */ true));
            default -> PacketMatch.ANY;
        };
    }

    /** The counters of what may be a watched stream's packet. */
    Collection<DropCounter> counters() {
        return counters.values();
    }

    /** Rules and policies that may drop a watched stream's packets without counting them. */
    Collection<UncountedDrop> uncounted() {
        return uncounted.values();
    }

    /** Those among them of which it is certain what they drop. */
    Collection<SureDrop> sure() {
        return sure;
    }

    /** The rules that give what this host sends another destination. */
    Collection<Redirection> redirects() {
        return redirects;
    }

    /** Where the kernel hands packets to a chain, and which of them. */
    private record Hook(Way way, boolean isForThisHost, boolean redirects, Optional<PacketMatch> takes) {}

    /** @param accepted what no longer goes through the hook's chain; grows as more is let through */
    private void follow(Hook hook, String chain, PacketMatch path, List<PacketMatch> accepted, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        List<PacketMatch> returned = new ArrayList<>();
        for (FirewallRule rule : rules.getOrDefault(chain, List.of())) {
            if (++visits > MAX_VISITS) {
                return;
            }
            PacketMatch match = path.and(asked(hook, rule));
            if (rule.drops()) {
                List<PacketMatch> gone = both(accepted, returned);
                Way way = way(hook, rule, match);
                match.scope(way, mediaPorts, gone).ifPresent(scope -> drop(rule, way, scope));
                surely(hook, rule, match, gone);
            }
            if (rule.redirects() && hook.redirects() && hook.way() == Way.OUT && redirects.size() < MAX_SURE) {
                match.and(FIRST_OF_ITS_CONNECTION)
                        .scope(Way.OUT, mediaPorts, both(accepted, returned))
                        .ifPresent(scope -> redirects.add(new Redirection(rule.id(), said(rule), scope)));
            }
            if (match.possible()) {
                rule.jumps().forEach(target -> follow(hook, target, match, accepted, depth + 1));
                switch (rule.ends()) {
                    case HOOK -> remember(match, accepted);
                    case CHAIN -> remember(match, returned);
                    case NOT -> {}
                }
            }
        }
    }

    private PacketMatch asked(Hook hook, FirewallRule rule) {
        PacketMatch match = redirected ? rule.match() : rule.match().unredirected();
        return hook.isForThisHost() ? match.forThisHost() : match;
    }

    /** What this host sends into a bridge may be a camera's RTP that it hands on to a container, and so the other way. */
    private Way way(Hook hook, FirewallRule rule, PacketMatch match) {
        boolean handedOn = rule.chain().startsWith("bridge ")
                && rule.packets().isPresent()
                && match.isForMediaBeyond(hook.way(), mediaPorts);
        return handedOn ? Way.FORWARD : hook.way();
    }

    private static void remember(PacketMatch match, List<PacketMatch> into) {
        into.add(into.size() < MAX_ACCEPTED ? match : PacketMatch.UNREAD);
        if (into.size() > MAX_ACCEPTED + 1) {
            into.remove(MAX_ACCEPTED);
        }
    }

    private static List<PacketMatch> both(List<PacketMatch> accepted, List<PacketMatch> returned) {
        return Stream.concat(accepted.stream(), returned.stream()).toList();
    }

    private void surely(Hook hook, FirewallRule rule, PacketMatch match, List<PacketMatch> gone) {
        if (rule.packets().isEmpty()) {
            hook.takes().ifPresent(takes -> surely(hook, rule.id(), said(rule), match.and(takes), gone));
        }
    }

    private void surely(Hook hook, String id, String said, PacketMatch match, List<PacketMatch> gone) {
        Way way = hook.way();
        if (sure.stream().filter(known -> known.way() == way).count() < MAX_SURE) {
            match.surely(way, mediaPorts, gone)
                    .ifPresent(scope -> sure.add(new SureDrop(id, way, said, scope, hook.isForThisHost())));
        }
    }

    private static String said(FirewallRule rule) {
        return rule.words().isEmpty() ? rule.id() : rule.chain() + ": " + rule.words();
    }

    private void drop(FirewallRule rule, Way way, DropScope scope) {
        String said = said(rule);
        if (rule.packets().isEmpty()) {
            untold(rule.id(), way, said);
            return;
        }
        DropCounter before = counters.get(rule.id());
        if (before != null && before.way() != way) {
            counters.remove(rule.id());
            untold(rule.id(), Way.IN, said + SEVERAL_WAYS);
        } else if (before != null) {
            counters.put(
                    rule.id(),
                    new DropCounter(rule.id(), way, said, wider(rule, way, before.scope(), scope), before.packets()));
        } else if (!uncounted.containsKey(rule.id())) {
            counters.put(
                    rule.id(),
                    new DropCounter(rule.id(), way, said, scope, rule.packets().getAsLong()));
        }
    }

    /** Reached by several jumps: what the jumps ask for is left out where they differ, and then nothing is certain. */
    private DropScope wider(FirewallRule rule, Way way, DropScope one, DropScope other) {
        if (one.equals(other)) {
            return one;
        }
        DropScope alone = rule.match().scope(way, mediaPorts, List.of()).orElse(DropScope.ANY);
        return new DropScope(
                alone.sources(),
                alone.sourcePorts(),
                alone.destinations(),
                alone.destinationPorts(),
                /* certain= */ false);
    }

    private void policy(FirewallChain chain, Hook hook, PacketMatch all, List<PacketMatch> accepted) {
        Way way = hook.way();
        Optional<DropScope> dropped = chain.dropsByPolicy() ? all.scope(way, mediaPorts, accepted) : Optional.empty();
        dropped.ifPresent(scope -> {
            String said = chain.name() + POLICY;
            long packets = chain.policyPackets().orElse(0);
            if (chain.policyPackets().isPresent()) {
                counters.put(said, new DropCounter(said, way, said, scope, packets));
            }
            if (chain.policyPackets().isEmpty()) {
                chain.takes().ifPresent(takes -> surely(hook, said, said, all.and(takes), accepted));
            }
            if (chain.policyPackets().isEmpty() || (packets == 0 && chain.noughtMayBeUncounted())) {
                untold(said, way, said);
            }
        });
    }

    /** What is forwarded is hardly ever a media server's, but almost every host with containers drops some of it. */
    private void untold(String id, Way way, String said) {
        if (way != Way.FORWARD) {
            uncounted.put(id, new UncountedDrop(id, said));
        }
    }
}
