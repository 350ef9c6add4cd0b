package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.firewall.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what in a rule set keeps a stream from getting through: replays it in namespaces, with simulated packets, and
 * leaves out half after half of what can drop. A rule that is left out can only let more through, so halving is exact. This
 * host's own firewall is never changed. Takes root.
 */
public final class Bisect {
    private static final int MOST_CULPRITS = 8;
    /** What may be a port: iptables and nft write them so, whatever they were given. */
    private static final Pattern NUMBER = Pattern.compile("\\b(?:0x[0-9a-f]{1,4}|[1-9]\\d{0,4})\\b");

    private final Scene scene;
    private final List<RuleSet> rules;
    private int loads;

    private Bisect(Scene scene, List<RuleSet> rules) {
        this.scene = scene;
        this.rules = rules;
    }

    /**
     * What was found of one stream.
     *
     * @param stream which, in words
     * @param passes whether it gets through at each port that was tried
     * @param tried at which of the server's ports it was tried
     * @param dropped at which of them it does not get through
     * @param culprits what drops it: without all of these, and with all others, it gets through
     * @param remark what else is to say; may be empty
     */
    public record Finding(
            String stream, boolean passes, Tried tried, List<Integer> dropped, List<Deny> culprits, String remark) {
        public Finding {
            dropped = List.copyOf(dropped);
            culprits = List.copyOf(culprits);
        }

        /** Whether it is a connection to one of the server's TCP ports: there is but one port to try. */
        public boolean isConnection() {
            return stream.startsWith(Flow.TCP.words(tried.ports().get(0)));
        }
    }

    /**
     * Reads rules.
     *
     * @param files what {@code nft list ruleset}, {@code iptables-save} or {@code ip6tables-save} wrote, or a directory like
     *     {@code /etc/ufw}
     * @throws IOException when one cannot be read
     */
    public static Bisect of(Scene scene, List<Path> files) throws IOException {
        List<RuleSet> rules = new ArrayList<>();
        for (Path file : files) {
            rules.add(
                    Files.isDirectory(file)
                            ? new UfwRules(file, scene.isIpv6())
                            : rules(file.toString(), TextFile.read(file)));
        }
        return new Bisect(scene, rules);
    }

    /** This host's own rules as they are now. */
    public static Bisect ofThisHost(Scene scene) throws IOException {
        List<RuleSet> rules = new ArrayList<>();
        String tables = withoutIptables(Programs.output("nft", "-a", "list", "ruleset"));
        if (!tables.isBlank()) {
            rules.add(new NftRules("what nft lists", tables));
        }
        for (String family : List.of("ip", "ip6")) {
            String save = Programs.output(family + "tables-save");
            if (save.contains("*")) {
                rules.add(new IptablesRules("what " + family + "tables-save writes", save, family.equals("ip6")));
            }
        }
        return new Bisect(scene, rules);
    }

    /** Those tables are told by {@code iptables-save}: nft cannot load what it lists of them. */
    private static String withoutIptables(String ruleset) {
        StringBuilder text = new StringBuilder();
        boolean skip = false;
        for (String line : ruleset.lines().toList()) {
            if (line.startsWith("table ")) {
                skip = line.matches("table ip6? (filter|nat|mangle|raw|security) \\{.*")
                        && text.toString().endsWith("do not touch!\n");
            }
            if (!skip) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    private static RuleSet rules(String name, String text) throws IOException {
        if (text.lines().anyMatch(line -> line.matches("\\*(filter|mangle|nat|raw|security)"))) {
            return new IptablesRules(name, text, IptablesRules.isIpv6(text));
        }
        if (text.contains("xt match") || text.contains("xt target")) {
            throw new IOException(
                    name + ": these rules were made by iptables, and nft cannot load what it lists of them; give what"
                            + " iptables-save writes");
        }
        Includes.refuse(name, text);
        return new NftRules(name, text);
    }

    /** Replays the rules; one finding for each stream. Blocks for some seconds. */
    public List<Finding> run() throws IOException {
        Set<String> interfaces = new LinkedHashSet<>();
        rules.forEach(each -> interfaces.addAll(each.interfaces()));
        try (Replay replay = Replay.of(scene, interfaces)) {
            Map<Deny, RuleSet> denies = new LinkedHashMap<>();
            for (RuleSet each : rules) {
                each.denies(replay).forEach(deny -> denies.put(deny, each));
            }
            List<Finding> findings = new ArrayList<>();
            NavigableSet<Integer> named = named();
            Tried even = Tried.even(scene.mediaPorts(), named);
            Tried odd = Tried.odd(scene.mediaPorts(), named);
            for (Flow flow : List.of(Flow.RTP_IN, Flow.RTCP_IN, Flow.RTCP_OUT)) {
                findings.add(new Search(replay, denies, flow, flow == Flow.RTP_IN ? even : odd).find());
            }
            for (int port : scene.tcpPorts()) {
                findings.add(new Search(replay, denies, Flow.TCP, Tried.only(port)).find());
            }
            return findings;
        }
    }

    private NavigableSet<Integer> named() {
        NavigableSet<Integer> named = new TreeSet<>();
        for (RuleSet each : rules) {
            Matcher number = NUMBER.matcher(each.loadedText());
            while (number.find()) {
                named.add(Integer.decode(number.group()));
            }
        }
        return named;
    }

    /** How often rules were loaded. */
    public int loads() {
        return loads;
    }

    /** One stream's. */
    private final class Search {
        private final Replay replay;
        private final Map<Deny, RuleSet> denies;
        private final Flow flow;
        private final Tried tried;

        Search(Replay replay, Map<Deny, RuleSet> denies, Flow flow, Tried tried) {
            this.replay = replay;
            this.denies = denies;
            this.flow = flow;
            this.tried = tried;
        }

        Finding find() throws IOException {
            String stream = flow.words(tried.ports().get(0));
            List<Deny> left = new ArrayList<>(denies.keySet());
            List<Integer> dropped = lost(left, tried.ports());
            if (dropped.isEmpty()) {
                return new Finding(stream, true, tried, dropped, List.of(), "");
            }
            List<Integer> never = lost(List.of(), dropped);
            List<Integer> open = new ArrayList<>(dropped);
            open.removeAll(never);
            List<Deny> culprits = new ArrayList<>();
            while (culprits.size() < MOST_CULPRITS && !open.isEmpty() && !left.isEmpty()) {
                Deny culprit = first(left, open.subList(0, 1));
                culprits.add(culprit);
                left.remove(culprit);
                open = lost(left, open);
            }
            return new Finding(stream, false, tried, dropped, culprits, remark(never, open));
        }

        private String remark(List<Integer> never, List<Integer> open) {
            if (!never.isEmpty()) {
                return Tried.words(never)
                        + ": it does not get through with every rule and policy taken away that drops,"
                        + " either: see address translation, redirection and marks";
            }
            return open.isEmpty() ? "" : "there may be more";
        }

        /** The one with which it stops getting through, when those that drop come back in their order. */
        private Deny first(List<Deny> left, List<Integer> port) throws IOException {
            int passing = 0;
            int blocked = left.size();
            while (blocked - passing > 1) {
                int middle = (passing + blocked) >>> 1;
                if (lost(left.subList(0, middle), port).isEmpty()) {
                    passing = middle;
                } else {
                    blocked = middle;
                }
            }
            return left.get(blocked - 1);
        }

        private List<Integer> lost(List<Deny> active, List<Integer> ports) throws IOException {
            for (RuleSet each : rules) {
                Set<Deny> own = new LinkedHashSet<>(active);
                own.removeIf(deny -> denies.get(deny) != each);
                each.load(replay, own);
                loads++;
            }
            replay.forgetConnections();
            return flow.lost(replay, ports);
        }
    }
}
