package dev.sightline.probe.host.firewall;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the programs that list the rules of nftables and of both variants of iptables. Blocks; one reading each. */
final class RulesetReader {
    private static final Logger log = LoggerFactory.getLogger(RulesetReader.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 16 << 20;

    private static final Set<String> IPTABLES_TABLES = Set.of("filter", "nat", "mangle", "raw", "security");
    private static final Map<String, String> VARIANTS = Map.of("ip", "iptables-nft-save", "ip6", "ip6tables-nft-save");
    private static final String RIGHT =
            "the firewall cannot be read without the capability CAP_NET_ADMIN; to see what it"
                    + " drops, run this as root or add +net_admin to both lists of the setpriv line";

    /**
     * All chains and rules there are.
     *
     * @param problems what could not be read, and why, each with the cure
     */
    record Ruleset(List<FirewallChain> chains, List<FirewallRule> rules, List<String> problems) {
        /** Copies the lists. */
        Ruleset {
            chains = List.copyOf(chains);
            rules = List.copyOf(rules);
            problems = List.copyOf(problems);
        }
    }

    private final Optional<HostCommand> nft;
    private final List<FirewallChain> chains = new ArrayList<>();
    private final List<FirewallRule> rules = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private RulesetReader(Optional<HostCommand> nft) {
        this.nft = nft;
    }

    static Ruleset read(Optional<HostCommand> nft) {
        RulesetReader reader = new RulesetReader(nft);
        reader.readNftables();
        if (!reader.problems.contains(RIGHT)) {
            reader.readLegacy("iptables", Path.of("/proc/net/ip_tables_names"));
            reader.readLegacy("ip6tables", Path.of("/proc/net/ip6_tables_names"));
        }
        return new Ruleset(reader.chains, reader.rules, reader.problems);
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

    private static FirewallChain counted(FirewallChain chain, Map<String, IptablesSave> saves) {
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

    private static String firstLine(HostCommand.Output output) {
        return output.complaint().lines().findFirst().orElse("exit code " + output.exitCode());
    }
}
