package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the counters of nftables and of both variants of iptables. Blocks; not for several threads. */
final class FirewallReader {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 16 << 20;

    /**
     * What is known of the firewall.
     *
     * @param drops what it dropped since the first reading, the latest last
     * @param rules what drops all that it is for, without a count
     * @param redirects what gives packets of this host another destination
     * @param blindness why it cannot be read, or what cannot be seen, with the cure
     * @param ofIpv4 the same, without what is for IPv6 alone
     * @param ofIpv6 the same, without what is for IPv4 alone
     */
    record Reading(
            List<FirewallDrop> drops,
            List<DropRule> rules,
            List<RedirectRule> redirects,
            Optional<String> blindness,
            Optional<String> ofIpv4,
            Optional<String> ofIpv6) {
        static final Reading NONE =
                new Reading(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        Optional<String> blindness(InetAddress camera) {
            return camera instanceof Inet6Address ? ofIpv6 : ofIpv4;
        }
    }

    private final PortRange mediaPorts;
    private final Optional<HostCommand> nft = HostCommand.find("nft", ANSWER, MAX_OUTPUT);
    private final DropCounters counters = new DropCounters();
    private final RuleWords words = new RuleWords(nft);
    private final Map<SureDrop, Instant> since = new HashMap<>();

    FirewallReader(PortRange mediaPorts) {
        this.mediaPorts = mediaPorts;
    }

    /** Reads all there is. */
    Reading read() {
        RulesetReader.Ruleset ruleset = RulesetReader.read(nft);
        List<String> problems = new ArrayList<>(ruleset.problems());
        RuleGraph graph = graph(ruleset, problems);
        counters.read(Instant.now(), graph.counters(), this::inItsWords);
        List<UncountedDrop> uncounted = List.copyOf(graph.uncounted());
        words.keep(Stream.of(
                        uncounted.stream().map(UncountedDrop::id),
                        graph.sure().stream().map(SureDrop::id),
                        graph.redirects().stream().map(Redirection::id))
                .flatMap(ids -> ids)
                .toList());
        return new Reading(
                counters.drops(),
                rules(graph),
                redirects(graph),
                blindness(problems, uncounted),
                blindness(problems, without(uncounted, "ip6")),
                blindness(problems, without(uncounted, "ip")));
    }

    /** What nobody counts does nothing where its table is switched off; that is asked only where it matters. */
    private RuleGraph graph(RulesetReader.Ruleset ruleset, List<String> problems) {
        RuleGraph graph = new RuleGraph(ruleset.chains(), ruleset.rules(), mediaPorts);
        boolean byText = !graph.uncounted().isEmpty()
                || !graph.sure().isEmpty()
                || !graph.redirects().isEmpty();
        if (nft.isEmpty() || !byText) {
            return graph;
        }
        try {
            Set<String> dormant = DormantTables.ask(nft.get());
            List<FirewallChain> awake = ruleset.chains().stream()
                    .filter(chain -> !DormantTables.areOf(dormant, chain.name()))
                    .toList();
            return awake.size() == ruleset.chains().size() ? graph : new RuleGraph(awake, ruleset.rules(), mediaPorts);
        } catch (IOException e) {
            problems.add("whether nftables' tables are switched off is not known: " + e.getMessage());
            return graph;
        }
    }

    private static List<UncountedDrop> without(List<UncountedDrop> uncounted, String family) {
        return uncounted.stream()
                .filter(rule ->
                        !rule.id().startsWith(family + " ") && !rule.id().startsWith(family + "tables "))
                .toList();
    }

    private List<DropRule> rules(RuleGraph graph) {
        since.keySet().retainAll(graph.sure());
        Instant now = Instant.now();
        return graph.sure().stream()
                .map(sure -> new DropRule(
                        sure.way(),
                        words.of(sure.id()).orElse(sure.rule()),
                        since.computeIfAbsent(sure, first -> now),
                        sure.scope(),
                        sure.isForThisHost()))
                .toList();
    }

    private List<RedirectRule> redirects(RuleGraph graph) {
        return graph.redirects().stream()
                .map(redirect -> new RedirectRule(words.of(redirect.id()).orElse(redirect.rule()), redirect.scope()))
                .toList();
    }

    private Optional<String> blindness(List<String> problems, List<UncountedDrop> uncounted) {
        List<String> unseen = new ArrayList<>(problems);
        if (!uncounted.isEmpty()) {
            String more = uncounted.size() == 1 ? "" : " and by " + (uncounted.size() - 1) + " more";
            String rule = inItsWords(uncounted.get(0));
            unseen.add("what is dropped by \"" + rule + "\"" + more + " is not counted; " + counting(rule)
                    + ", or watch with --trace-firewall");
        }
        return unseen.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", unseen));
    }

    private static String counting(String rule) {
        if (rule.endsWith(RuleGraph.POLICY)) {
            return "write \"counter drop\" as the chain's last rule";
        }
        return rule.contains(" vmap ")
                ? "let the map jump to a chain with \"counter drop\""
                : "write \"counter\" before the rule's verdict";
    }

    private DropCounter inItsWords(DropCounter counter) {
        return words.ask(counter.id())
                .map(rule -> new DropCounter(counter.id(), counter.way(), rule, counter.scope(), counter.packets()))
                .orElse(counter);
    }

    private String inItsWords(UncountedDrop rule) {
        String why = rule.rule().endsWith(RuleGraph.SEVERAL_WAYS) ? RuleGraph.SEVERAL_WAYS : "";
        return words.of(rule.id()).map(said -> said + why).orElse(rule.rule());
    }
}
