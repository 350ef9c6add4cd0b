package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.firewall.NamedPrograms;
import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules as {@code iptables-save} writes them. */
final class IptablesRules implements RuleSet {
    private static final Pattern POLICY = Pattern.compile(":(\\S+) (DROP|REJECT)(.*)");
    private static final Pattern RULE = Pattern.compile("(?:\\[\\d+:\\d+] )?-A (\\S+) .*-j (DROP|REJECT|NFQUEUE)\\b.*");
    private static final Pattern INTERFACE = Pattern.compile("(?:^| )-[io] ([^\\s+]{1,15})(?= )");

    private static final Pattern COMPLAINT = Pattern.compile("line:? (\\d+)");
    private static final Pattern COUNTERS = Pattern.compile("\\[\\d+:\\d+]");

    private final String name;
    private final List<String> lines;
    private final String program;
    private final UnaryOperator<String> place;

    /**
     * @param name of the file, for complaints
     * @param place where a rule stands, by the line of {@code text} that holds it, as {@code line 7}
     */
    IptablesRules(String name, String text, boolean ipv6, UnaryOperator<String> place) {
        this.name = name;
        this.lines = text.lines().toList();
        this.program = ipv6 ? "ip6tables" : "iptables";
        this.place = place;
    }

    IptablesRules(String name, String text, boolean ipv6) {
        this(name, text, ipv6, line -> "");
    }

    /** Whether the text is of IPv6: {@code ip6tables-save} says so, and some words tell. */
    static boolean isIpv6(String text) {
        return text.contains("by ip6tables-save") || text.contains("ufw6-") || text.contains("-p ipv6-icmp");
    }

    @Override
    public Set<String> interfaces() {
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines) {
            Matcher name = INTERFACE.matcher(line);
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        return names;
    }

    @Override
    public List<Deny> denies(Replay replay) throws IOException {
        NamedPrograms.refuse(name, lines);
        refuseUnloadable(replay);
        List<Deny> rules = new ArrayList<>();
        List<Deny> policies = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String at = place.apply(line);
            String where = at.isEmpty() ? "line " + (i + 1) : at;
            Matcher policy = POLICY.matcher(line);
            if (policy.matches()) {
                policies.add(new Deny(key(i), where, "default policy of " + policy.group(1) + ": " + policy.group(2)));
            } else if (RULE.matcher(line).matches()) {
                rules.add(new Deny(key(i), where, line.replaceFirst("^\\[\\d+:\\d+] ", "")));
            }
        }
        rules.addAll(policies);
        return rules;
    }

    private void refuseUnloadable(Replay replay) throws IOException {
        Output output = replay.attemptOnServer(
                program + "-restore", written(replay, lines).toString());
        if (!output.succeeded()) {
            Matcher line = COMPLAINT.matcher(output.complaint());
            throw Programs.failure(name + (line.find() ? " line " + line.group(1) : ""), output);
        }
    }

    @Override
    public String loadedText() {
        return COUNTERS.matcher(String.join("\n", lines)).replaceAll("");
    }

    private String key(int index) {
        return program + " " + index;
    }

    @Override
    public void load(Replay replay, Set<Deny> active) throws IOException {
        Set<String> wanted = new HashSet<>();
        active.forEach(deny -> wanted.add(deny.key()));
        List<String> some = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher policy = POLICY.matcher(lines.get(i));
            if (wanted.contains(key(i))) {
                some.add(lines.get(i));
            } else if (policy.matches()) {
                some.add(":" + policy.group(1) + " ACCEPT" + policy.group(3));
            } else if (!RULE.matcher(lines.get(i)).matches()) {
                some.add(lines.get(i));
            }
        }
        restore(replay, some);
    }

    private void restore(Replay replay, List<String> rules) throws IOException {
        replay.onServer(program + "-restore", written(replay, rules).toString());
    }

    private Path written(Replay replay, List<String> rules) throws IOException {
        return Files.write(replay.directory().resolve(program + ".rules"), rules);
    }
}
