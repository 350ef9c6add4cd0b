package dev.sightline.probe.host;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.RuleGraph.Chain;
import dev.sightline.probe.host.RuleGraph.Counter;
import dev.sightline.probe.host.RuleGraph.Rule;
import dev.sightline.probe.host.RuleGraph.Sure;
import dev.sightline.probe.host.RuleGraph.Uncounted;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the counters of nftables and of both variants of iptables. Blocks; not for several threads. */
final class FirewallReader {
    private static final Logger log = LoggerFactory.getLogger(FirewallReader.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 16 << 20;

    /** Of more rules the words are not asked for: each takes a command. */
    private static final int MAX_WORDED = 16;

    /** nft joins its arguments to one command, which is cut anew at semicolons, braces and the like. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,127}");

    private static final Set<String> IPTABLES_TABLES = Set.of("filter", "nat", "mangle", "raw", "security");
    private static final Map<String, String> VARIANTS = Map.of("ip", "iptables-nft-save", "ip6", "ip6tables-nft-save");
    private static final String RIGHT =
            "the firewall cannot be read without the capability CAP_NET_ADMIN; to see what it"
                    + " drops, run this as root or add +net_admin to both lists of the setpriv line";

    /**
     * What is known of the firewall.
     *
     * @param drops what it dropped since the first reading, the latest last
     * @param rules what drops all that it is for, without a count
     * @param blindness why it cannot be read, or what cannot be seen, with the cure
     * @param ofIpv4 the same, without what is for IPv6 alone
     * @param ofIpv6 the same, without what is for IPv4 alone
     */
    record Reading(
            List<FirewallDrop> drops,
            List<DropRule> rules,
            Optional<String> blindness,
            Optional<String> ofIpv4,
            Optional<String> ofIpv6) {
        static final Reading NONE =
                new Reading(List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        Optional<String> blindness(InetAddress camera) {
            return camera instanceof Inet6Address ? ofIpv6 : ofIpv4;
        }
    }

    private final PortRange mediaPorts;
    private final Optional<HostCommand> nft = HostCommand.find("nft", ANSWER, MAX_OUTPUT);
    private final DropCounters counters = new DropCounters();
    private final List<Chain> chains = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> worded = new HashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final Map<Sure, Instant> since = new HashMap<>();

    FirewallReader(PortRange mediaPorts) {
        this.mediaPorts = mediaPorts;
    }

    /** Reads all there is. */
    Reading read() {
        chains.clear();
        rules.clear();
        problems.clear();
        readNftables();
        if (!problems.contains(RIGHT)) {
            readLegacy("iptables", Path.of("/proc/net/ip_tables_names"));
            readLegacy("ip6tables", Path.of("/proc/net/ip6_tables_names"));
        }
        RuleGraph graph = graph();
        counters.read(Instant.now(), graph.counters(), this::inItsWords);
        List<Uncounted> uncounted = List.copyOf(graph.uncounted());
        told.keySet().retainAll(uncounted.stream().map(Uncounted::id).toList());
        return new Reading(
                counters.drops(),
                rules(graph),
                blindness(uncounted),
                blindness(without(uncounted, "ip6")),
                blindness(without(uncounted, "ip")));
    }

    /** What nobody counts drops nothing where its table is switched off; that is asked only where it matters. */
    private RuleGraph graph() {
        RuleGraph graph = new RuleGraph(chains, rules, mediaPorts);
        if (nft.isEmpty() || (graph.uncounted().isEmpty() && graph.sure().isEmpty())) {
            return graph;
        }
        try {
            Set<String> dormant = DormantTables.ask(nft.get());
            return chains.removeIf(chain -> DormantTables.areOf(dormant, chain.name()))
                    ? new RuleGraph(chains, rules, mediaPorts)
                    : graph;
        } catch (IOException e) {
            problems.add("whether nftables' tables are switched off is not known: " + e.getMessage());
            return graph;
        }
    }

    private static List<Uncounted> without(List<Uncounted> uncounted, String family) {
        return uncounted.stream()
                .filter(rule ->
                        !rule.id().startsWith(family + " ") && !rule.id().startsWith(family + "tables "))
                .toList();
    }

    /** Each rule's words are asked for once, as long as it is there. */
    private List<DropRule> rules(RuleGraph graph) {
        Map<String, String> before = Map.copyOf(worded);
        worded.clear();
        since.keySet().retainAll(graph.sure());
        Instant now = Instant.now();
        List<DropRule> known = new ArrayList<>();
        for (Sure sure : graph.sure()) {
            String rule = worded.getOrDefault(sure.id(), before.getOrDefault(sure.id(), ""));
            if (rule.isEmpty()) {
                rule = worded.size() < MAX_WORDED ? words(sure.id()).orElse(sure.rule()) : sure.rule();
            }
            worded.put(sure.id(), rule);
            known.add(new DropRule(sure.way(), rule, since.computeIfAbsent(sure, first -> now), sure.scope()));
        }
        return List.copyOf(known);
    }

    private Optional<String> blindness(List<Uncounted> uncounted) {
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

    private void readNftables() {
        if (nft.isEmpty()) {
            problems.add("nftables cannot be read because the program nft was not found;"
                    + " on Debian or Ubuntu: apt-get install nftables");
            return;
        }
        try {
            HostCommand.Output output = nft.get().run("-j", "list", "ruleset");
            if (!output.succeeded()) {
                problems.add(output.complaint().contains("not permitted") ? RIGHT : "nft: " + firstLine(output));
                return;
            }
            NftRuleset ruleset = NftRuleset.parse(output.text(), Set.of());
            Map<String, IptablesSave> saves = readVariant(ruleset);
            if (ruleset.opaque()) {
                saves.values().forEach(this::add);
                ruleset = NftRuleset.parse(output.text(), tables(saves));
            }
            ruleset.chains().stream().map(chain -> counted(chain, saves)).forEach(chains::add);
            rules.addAll(ruleset.rules());
        } catch (IOException e) {
            problems.add("nftables cannot be read: " + e.getMessage());
        }
    }

    /** Rules that iptables wrote into nftables are told by iptables, and so is what a policy dropped, which nft does not tell. */
    private Map<String, IptablesSave> readVariant(NftRuleset ruleset) {
        Map<String, IptablesSave> saves = new HashMap<>();
        VARIANTS.forEach((family, program) -> {
            boolean used = ruleset.chains().stream()
                    .filter(chain -> chain.name().startsWith(family + " "))
                    .anyMatch(chain -> ruleset.opaque() || chain.dropsByPolicy());
            if (used) {
                save(program, family, false).ifPresent(save -> saves.put(family, save));
            }
        });
        return saves;
    }

    private static Set<String> tables(Map<String, IptablesSave> saves) {
        return saves.entrySet().stream()
                .flatMap(save -> save.getValue().tables().stream()
                        .filter(IPTABLES_TABLES::contains)
                        .map(table -> save.getKey() + " " + table))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Chain counted(Chain chain, Map<String, IptablesSave> saves) {
        return saves.values().stream()
                .flatMap(save -> save.chains().stream())
                .filter(saved -> chain.dropsByPolicy() && saved.dropsByPolicy())
                .filter(saved -> saved.name().equals(chain.name()))
                .map(saved -> chain.counting(saved.policyPackets()))
                .findFirst()
                .orElse(chain);
    }

    /** To ask for tables that are not there would load them into the kernel, so the kernel's list is looked at first. */
    private void readLegacy(String family, Path tables) {
        if (!Files.exists(tables)) {
            return;
        }
        try {
            if (Files.readString(tables, StandardCharsets.ISO_8859_1).isBlank()) {
                return;
            }
        } catch (IOException notAllowed) {
            if (problems.isEmpty()) {
                problems.add("whether there are rules of the older " + family + " can only be read by root");
            }
            return;
        }
        Optional<IptablesSave> save = save(family + "-legacy-save", family, true);
        if (save.isEmpty()) {
            save = save(family + "-save", family, true);
        }
        save.ifPresentOrElse(
                this::add,
                () -> problems.add(
                        "the rules of " + family + " cannot be read with " + family + "-save; install iptables"));
    }

    private Optional<IptablesSave> save(String program, String family, boolean surelyCounts) {
        Optional<HostCommand> command = HostCommand.find(program, ANSWER, MAX_OUTPUT);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        try {
            HostCommand.Output output = command.get().run("-c");
            IptablesSave save = IptablesSave.parse(output.text(), family, surelyCounts);
            return output.succeeded() && !save.tables().isEmpty() ? Optional.of(save) : Optional.empty();
        } catch (IOException e) {
            log.debug("{} cannot be read", program, e);
            return Optional.empty();
        }
    }

    private void add(IptablesSave save) {
        chains.addAll(save.chains());
        rules.addAll(save.rules());
    }

    private Counter inItsWords(Counter counter) {
        return words(counter.id())
                .map(rule -> new Counter(counter.id(), counter.way(), rule, counter.scope(), counter.packets()))
                .orElse(counter);
    }

    /** Asked once as long as it is there: it is told with every reading. */
    private String inItsWords(Uncounted rule) {
        return told.computeIfAbsent(rule.id(), id -> {
            String why = rule.rule().endsWith(RuleGraph.SEVERAL_WAYS) ? RuleGraph.SEVERAL_WAYS : "";
            return words(id).map(words -> words + why).orElse(rule.rule());
        });
    }

    /** JSON does not hold a rule as it is written; the text is asked for only of one that is told. */
    private Optional<String> words(String id) {
        int handle = id.indexOf(" handle ");
        if (handle < 0 || nft.isEmpty()) {
            return Optional.empty();
        }
        String chain = id.substring(0, handle);
        if (!isPlain(chain)) {
            return Optional.empty();
        }
        String ending = "#" + id.substring(handle);
        List<String> arguments = new ArrayList<>(List.of("-a", "list", "chain"));
        arguments.addAll(List.of(chain.split(" ", -1)));
        try {
            String text = nft.get().run(arguments.toArray(String[]::new)).text();
            String rule = text.lines()
                    .filter(line -> line.endsWith(ending))
                    .map(line -> line.substring(0, line.length() - ending.length()))
                    .map(FirewallReader::withoutCounts)
                    .collect(Collectors.joining(" "));
            return rule.isEmpty() ? Optional.empty() : Optional.of(chain + ": " + rule);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a chain with its family and table can be named to nft, and nothing else be asked by its name. */
    static boolean isPlain(String chain) {
        List<String> names = List.of(chain.split(" ", -1));
        return names.size() == 3
                && names.stream().allMatch(name -> NAME.matcher(name).matches());
    }

    /** A rule without the figures of its counter, which change. */
    static String withoutCounts(String rule) {
        return rule.replaceAll("counter packets \\d+ bytes \\d+", "counter").strip();
    }

    private static String firstLine(HostCommand.Output output) {
        return output.complaint().lines().findFirst().orElse("exit code " + output.exitCode());
    }
}
