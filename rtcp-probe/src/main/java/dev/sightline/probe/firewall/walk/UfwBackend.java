package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.Wording;
import dev.sightline.probe.firewall.Network;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.firewall.ufw.UfwRoot;
import dev.sightline.probe.firewall.walk.Step.Kind;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Applies a plan by real {@code ufw} commands. The host's own ufw stands aside meanwhile: its rules leave the kernel, its
 * files are not touched. What iptables had is written down before and read back at the end.
 */
final class UfwBackend implements Backend {
    private final UfwPlan plan;
    private final PortRange mediaPorts;
    private final Set<SshSession> kept;
    private final List<Step> applied = new ArrayList<>();
    private Optional<Path> directory = Optional.empty();
    private Optional<UfwRoot> root = Optional.empty();
    private boolean enabled;

    UfwBackend(UfwPlan plan, PortRange mediaPorts, Set<SshSession> kept) {
        this.plan = plan;
        this.mediaPorts = mediaPorts;
        this.kept = Set.copyOf(kept);
    }

    @Override
    public List<Step> steps() {
        return plan.steps();
    }

    @Override
    public List<String> remarks() throws IOException {
        String rules = Programs.output("iptables-save");
        return rules.contains("-j ufw-")
                ? List.of(
                        "This host's ufw is active; its own rules stand aside while the plan is walked, and come back.")
                : List.of();
    }

    @Override
    public Optional<String> cuts(SshSession session) {
        Optional<Step> policy = plan.steps().stream()
                .filter(step -> step.kind() == Kind.POLICY)
                .filter(step -> !step.text().matches(".*\\b(outgoing|routed)\\b.*"))
                .findFirst();
        for (Step step : plan.steps()) {
            if (step.kind() == Kind.DENY && mayConcern(step, session)) {
                return Optional.of("line " + step.line() + " may drop it: " + step.text());
            }
            if (step.kind() == Kind.ALLOW && lets(step, session)) {
                return Optional.empty();
            }
        }
        return policy.map(step -> "no command surely lets it in, and line " + step.line()
                + " drops the rest; add: ufw allow " + session.port() + "/tcp");
    }

    private static boolean lets(Step step, SshSession session) {
        String port = Integer.toString(session.port());
        String text = step.text().replaceFirst(" comment ['\"].*", "");
        if (text.matches("ufw allow (in )?(" + port + "(/tcp)?" + (session.port() == 22 ? "|ssh|OpenSSH" : "") + ")")) {
            return true;
        }
        List<String> words = List.of(text.split("\\s+", -1));
        return text.matches("ufw allow (in )?(proto tcp )?from \\S+ to any port " + port + "( proto tcp)?")
                && isFrom(words.get(words.indexOf("from") + 1), session);
    }

    private static boolean mayConcern(Step step, SshSession session) {
        boolean elsewhere = step.text().matches("ufw (route|\\w+ out) .*|.*(proto udp|/udp)\\b.*");
        boolean otherPort = step.text().matches("ufw (deny|reject) (in )?\\d+(/tcp)?")
                && !step.text().matches(".*\\b" + session.port() + "\\b.*");
        return !elsewhere && !otherPort;
    }

    private static boolean isFrom(String source, SshSession session) {
        try {
            return source.equals("any") || Network.parse(source).contains(session.client());
        } catch (IllegalArgumentException notUnderstood) {
            return false;
        }
    }

    @Override
    public void prepare(Path into) throws IOException {
        for (String family : List.of("ip", "ip6")) {
            String save = Programs.output(family + "tables-save", "-c");
            if (save.contains("# Table `filter' is incompatible")) {
                throw new IOException(
                        "the table " + family + " filter was not made by iptables, so ufw cannot work here"
                                + " besides it; walk with --backend nft");
            }
            Files.writeString(into.resolve(family + ".rules"), save);
        }
        DeadMan.copy("restore-iptables.sh", into.resolve("restore.sh"));
        DeadMan.copy("state-iptables.sh", into.resolve("state.sh"));
        DeadMan.copy("chains.sh", into.resolve("chains.sh"));
        if (HostCommand.path("nft").isPresent()) {
            Output chains =
                    Programs.run("bash", List.of(into.resolve("chains.sh").toString()));
            Files.writeString(into.resolve("chains"), chains.text());
        }
        root = Optional.of(freshRoot(into.resolve("ufw")));
        directory = Optional.of(into);
    }

    @Override
    public void apply(Collection<Step> active, DeadMan deadMan) throws IOException {
        deadMan.renew();
        List<Step> wanted = plan.steps().stream().filter(active::contains).toList();
        if (!enabled
                || !wanted.subList(0, Math.min(applied.size(), wanted.size())).equals(applied)) {
            startAnew(wanted, deadMan);
        }
        for (Step step : wanted.subList(applied.size(), wanted.size())) {
            ufw(step, deadMan);
            applied.add(step);
        }
        if (!enabled && !wanted.isEmpty()) {
            ufw(deadMan, "--force", "enable");
            enabled = true;
        }
    }

    /** Its chains leave the kernel, whoever made them, and ufw begins with nothing but what lets the sessions stay. */
    private void startAnew(List<Step> wanted, DeadMan deadMan) throws IOException {
        Path files = directory.orElseThrow().resolve("ufw");
        UfwRoot before = root.orElseThrow();
        before.set("ufw.conf", "ENABLED", "yes");
        change(deadMan, before.command("ufw", "--force", "disable"), "ufw disable");
        root = Optional.of(freshRoot(files));
        enabled = false;
        applied.clear();
        ufw(deadMan, "default", "allow", "incoming");
        for (SshSession session : kept) {
            String port = Integer.toString(session.port());
            String client = Wording.address(session.client());
            ufw(deadMan, "allow", "proto", "tcp", "from", client, "to", "any", "port", port);
        }
        if (wanted.isEmpty()) {
            ufw(deadMan, "--force", "enable");
            enabled = true;
        }
    }

    /** That answers are let in does not count for the media ports, as in {@link NftBackend}. */
    private UfwRoot freshRoot(Path files) throws IOException {
        UfwRoot fresh = UfwRoot.fresh(files);
        String ports = mediaPorts.first() + ":" + mediaPorts.last();
        for (String version : List.of("", "6")) {
            String head = "-A ufw" + version + "-before-input ";
            String state = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
            fresh.replace(
                    "before" + version + ".rules",
                    head + state,
                    head + "! -p udp " + state + "\n" + head + "-p udp -m multiport ! --dports " + ports + " " + state);
        }
        return fresh;
    }

    private void ufw(Step step, DeadMan deadMan) throws IOException {
        try {
            List<String> words = UfwPlan.words(step.line(), step.text());
            ufw(deadMan, words.subList(1, words.size()).toArray(String[]::new));
        } catch (PlanException impossible) {
            throw new IOException(impossible); // it was read before
        }
    }

    private void ufw(DeadMan deadMan, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ufw"));
        command.addAll(List.of(arguments));
        String[] line = root.orElseThrow().command(command.toArray(String[]::new));
        change(deadMan, line, String.join(" ", command));
    }

    private static void change(DeadMan deadMan, String[] command, String what) throws IOException {
        Output output = deadMan.change(command);
        if (!output.succeeded()) {
            throw Programs.failure(what, output);
        }
    }

    @Override
    public boolean isOurs(String rule) {
        return rule.matches("ip6? filter (ufw6?-\\S+|INPUT|OUTPUT|FORWARD): .*");
    }

    @Override
    public Optional<Step> named(String rule) {
        return Optional.empty(); // iptables writes a rule in other words than ufw does
    }
}
