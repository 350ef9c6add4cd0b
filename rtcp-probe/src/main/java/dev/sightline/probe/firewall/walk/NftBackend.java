package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.Wording;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.firewall.walk.NftPlan.Chain;
import dev.sightline.probe.firewall.walk.Step.Kind;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Applies a plan to a table of its own and touches no other. Each change is one transaction: the kernel never sees half of
 * it. The table goes with one command, whatever is in it.
 */
final class NftBackend implements Backend {
    static final String TABLE = "sightline_walk";
    private static final String RESTORE = """
        nft delete table %1$s %2$s 2>/dev/null
        ! nft list table %1$s %2$s >/dev/null 2>&1
        """;

    private final NftPlan plan;
    private final PortRange mediaPorts;
    private final String table;
    private final Set<SshSession> kept;
    private final Set<String> before = new HashSet<>();
    private Optional<Path> directory = Optional.empty();

    NftBackend(NftPlan plan, PortRange mediaPorts, Set<SshSession> kept) {
        this.plan = plan;
        this.mediaPorts = mediaPorts;
        this.table = plan.family() + " " + TABLE;
        this.kept = Set.copyOf(kept);
    }

    @Override
    public List<Step> steps() {
        return plan.steps();
    }

    @Override
    public List<String> remarks() throws IOException {
        String ruleset = Programs.output("nft", "list", "ruleset");
        List<String> others = OtherChains.thatDrop(ruleset);
        return others.isEmpty()
                ? List.of()
                : List.of("This host's firewall has chains of its own that drop: " + String.join(", ", others)
                        + ". What they drop stays dropped, whatever the plan accepts.");
    }

    @Override
    public Optional<String> cuts(SshSession session) {
        return new NftSessions(plan).cuts(session);
    }

    @Override
    public void prepare(Path into) throws IOException {
        String tables = Programs.output("nft", "list", "tables");
        before.addAll(
                tables.lines().map(line -> line.replaceFirst("^table ", "")).toList());
        if (before.contains(table)) {
            throw new IOException("there is a table " + table
                    + " already: another walk goes on here. If none does, remove it: nft delete table " + table);
        }
        Files.writeString(into.resolve("restore.sh"), RESTORE.formatted(plan.family(), TABLE));
        DeadMan.copy("state-nft.sh", into.resolve("state.sh"));
        directory = Optional.of(into);
    }

    @Override
    public void apply(Collection<Step> active, DeadMan deadMan) throws IOException {
        deadMan.renew();
        Path file = directory.orElseThrow().resolve("step.nft");
        Files.writeString(file, commands(new HashSet<>(active)));
        Output output = deadMan.change("nft", "-f", file.toString());
        if (!output.succeeded()) {
            throw Programs.failure("nft refuses the plan", output);
        }
    }

    private String commands(Set<Step> active) {
        StringBuilder text =
                new StringBuilder("table " + table + "\ndelete table " + table + "\ntable " + table + " {\n");
        plan.definitions().forEach(text::append);
        for (Chain chain : plan.chains()) {
            text.append("chain ").append(chain.name()).append(" {\n");
            if (!chain.type().isEmpty()) {
                text.append(chain.type())
                        .append(" policy ")
                        .append(policy(chain, active))
                        .append(";\n");
                kept.forEach(session -> guard(text, chain, session));
            }
            plan.steps().stream()
                    .filter(step -> step.kind() != Kind.POLICY && step.chain().equals(chain.name()))
                    .filter(active::contains)
                    .forEach(step -> text.append(rule(step, chain)));
            text.append("}\n");
        }
        return text.append("}\n").toString();
    }

    /**
     * What the media server sends makes the camera's packets answers: a session that has begun would go on where no new one
     * could begin. So that answers are let in does not count for the media ports here.
     */
    private String rule(Step step, Chain chain) {
        boolean letsAnswersIn =
                step.kind() == Kind.BASIC && chain.isIncoming() && step.text().startsWith("ct state ");
        return letsAnswersIn
                ? "meta l4proto != udp " + step.text() + "\nudp dport != " + mediaPorts + " " + step.text() + "\n"
                : step.text() + "\n";
    }

    private static String policy(Chain chain, Set<Step> active) {
        return active.stream()
                        .anyMatch(step ->
                                step.kind() == Kind.POLICY && step.chain().equals(chain.name()))
                ? "drop"
                : "accept";
    }

    private static void guard(StringBuilder text, Chain chain, SshSession session) {
        String family = session.isIpv6() ? "ip6" : "ip";
        String client = Wording.address(session.client());
        if (chain.isIncoming()) {
            text.append(family + " saddr " + client + " tcp dport " + session.port() + " accept\n");
        } else if (chain.isOutgoing()) {
            text.append(family + " daddr " + client + " tcp sport " + session.port() + " accept\n");
        }
    }

    @Override
    public boolean isOurs(String rule) {
        return rule.startsWith(table + " ");
    }

    @Override
    public Optional<Step> named(String rule) {
        return plan.steps().stream()
                .filter(step -> rule.startsWith(table + " " + step.chain() + ": "))
                .filter(step -> plain(rule).equals(plain(table + " " + step.chain() + ": " + step.text())))
                .findFirst();
    }

    private static String plain(String rule) {
        return NftPlan.bare(rule.replace("counter ", ""))
                .replaceAll("[\\s\"]+", " ")
                .strip();
    }
}
