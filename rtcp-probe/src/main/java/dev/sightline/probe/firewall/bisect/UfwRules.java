package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.firewall.ufw.UfwRoot;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory like {@code /etc/ufw}: ufw itself makes the rules from a copy of it, in the namespace. */
final class UfwRules implements RuleSet {
    private final Path rules;
    private final boolean ipv6;
    private Path copy;
    private IptablesRules made;

    UfwRules(Path rules, boolean ipv6) {
        this.rules = rules;
        this.ipv6 = ipv6;
        this.copy = rules;
        this.made = new IptablesRules("", "", ipv6);
    }

    @Override
    public List<Deny> denies(Replay replay) throws IOException {
        UfwRoot root = UfwRoot.copied(rules, replay.directory().resolve("ufw"));
        copy = root.rules();
        Output enabled = replay.attemptOnServer(root.command("ufw", "--force", "enable"));
        if (!enabled.succeeded()) {
            throw new IOException(rules + ": ufw cannot load it: " + complaint(enabled.complaint() + enabled.text()));
        }
        made = new IptablesRules(
                rules.toString(), replay.onServer(ipv6 ? "ip6tables-save" : "iptables-save"), ipv6, this::place);
        return made.denies(replay);
    }

    /** ufw runs with a copy laid over its own directory. */
    private String complaint(String words) {
        return words.replace("/etc/ufw", rules.toString())
                .replace(copy.toString(), rules.toString())
                .strip()
                .replaceAll("\\s*\n\\s*", "; ");
    }

    /** The file of the directory, and the line in it, that says the same. */
    private String place(String rule) {
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".rules"))
                    .sorted()
                    .toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (words(lines.get(i)).equals(words(rule))) {
                        return file.getFileName() + " line " + (i + 1);
                    }
                }
            }
        } catch (IOException unreadable) {
            return "";
        }
        return rule.startsWith(":") ? "/etc/default/ufw" : "of ufw itself";
    }

    /** iptables names the module of a protocol's ports, which need not be written. */
    private static String words(String rule) {
        return rule.replaceAll("-m (tcp|udp|comment) ", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Override
    public String loadedText() {
        return made.loadedText();
    }

    @Override
    public void load(Replay replay, Set<Deny> active) throws IOException {
        made.load(replay, active);
    }

    @Override
    public Set<String> interfaces() {
        return made.interfaces();
    }
}
