package dev.sightline.probe.firewall.ufw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is taken from ufw's files of settings. ufw's own shell runs these files, so one of another host is a program: known
 * words are taken from it, and a file is written anew from them.
 */
final class UfwSettings {
    private static final Pattern LINE = Pattern.compile("(\\w+)=([\"']?)([^\"']*)\\2\\s*(?:#.*)?");
    private static final int MOST_SHOWN = 40;
    private static final Set<String> POLICIES = Set.of("ACCEPT", "DROP", "REJECT");
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "IPV6", Set.of("YES", "NO"),
            "DEFAULT_INPUT_POLICY", POLICIES,
            "DEFAULT_OUTPUT_POLICY", POLICIES,
            "DEFAULT_FORWARD_POLICY", POLICIES,
            "DEFAULT_APPLICATION_POLICY", Set.of("ACCEPT", "DROP", "REJECT", "SKIP"));
    private static final Map<String, Set<String>> CONF =
            Map.of("LOGLEVEL", Set.of("OFF", "LOW", "MEDIUM", "HIGH", "FULL"));

    private UfwSettings() {}

    /** {@code /etc/default/ufw}: policies as they are; ufw keeps its hands off modules, kernel settings and other chains. */
    static List<String> defaults(Path file, List<String> lines) throws IOException {
        Map<String, String> known = known(file, lines, DEFAULTS);
        return List.of(
                "IPV6=" + known.getOrDefault("IPV6", "NO").toLowerCase(Locale.ROOT),
                "DEFAULT_INPUT_POLICY=\"" + known.getOrDefault("DEFAULT_INPUT_POLICY", "DROP") + '"',
                "DEFAULT_OUTPUT_POLICY=\"" + known.getOrDefault("DEFAULT_OUTPUT_POLICY", "ACCEPT") + '"',
                "DEFAULT_FORWARD_POLICY=\"" + known.getOrDefault("DEFAULT_FORWARD_POLICY", "DROP") + '"',
                "DEFAULT_APPLICATION_POLICY=\"" + known.getOrDefault("DEFAULT_APPLICATION_POLICY", "SKIP") + '"',
                "MANAGE_BUILTINS=no",
                "IPT_SYSCTL=",
                "IPT_MODULES=\"\"");
    }

    /** {@code ufw.conf}, switched off. */
    static List<String> conf(Path file, List<String> lines) throws IOException {
        String level = known(file, lines, CONF).getOrDefault("LOGLEVEL", "LOW");
        return List.of("ENABLED=no", "LOGLEVEL=" + level.toLowerCase(Locale.ROOT));
    }

    /** The last one of each counts, as for a shell. */
    private static Map<String, String> known(Path file, List<String> lines, Map<String, Set<String>> expected)
            throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        for (String line : lines) {
            String key = line.strip().replaceFirst("=.*", "");
            if (!expected.containsKey(key)) {
                continue;
            }
            Matcher matcher = LINE.matcher(line.strip());
            String value = matcher.matches() ? matcher.group(3).strip().toUpperCase(Locale.ROOT) : "";
            if (!expected.get(key).contains(value)) {
                String shown = line.strip();
                throw new IOException(file + ": found " + shown.substring(0, Math.min(shown.length(), MOST_SHOWN))
                        + "; of " + key + " one of " + new TreeSet<>(expected.get(key)) + " was expected");
            }
            known.put(key, value);
        }
        return known;
    }
}
