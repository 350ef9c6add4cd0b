package dev.sightline.probe;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why nothing can be proven at all.
 *
 * @param reason one sentence
 * @param cure the command that mends it
 */
public record Obstacle(String reason, String cure) {
    private static final String SUBCOMMAND = " probe";
    /** What JNA says of its own part, which it unpacks into a file of such a name. */
    private static final Pattern OF_JNA = Pattern.compile("jnidispatch|jna\\d+\\.tmp|com\\.sun\\.jna\\.Native");

    private static final Pattern PLAIN = Pattern.compile("[\\w./+,@%:-]+");

    /** The command that started the probe: it has two launchers, which may be anywhere. */
    private static String launcher() {
        return quoted(System.getProperty("sightline.probe", "bin/sightline" + SUBCOMMAND));
    }

    /** As a shell takes it: the path, which may hold spaces and quotes, is one word, and the subcommand another. */
    static String quoted(String launcher) {
        boolean hasSubcommand = launcher.endsWith(SUBCOMMAND);
        String path = hasSubcommand ? launcher.substring(0, launcher.length() - SUBCOMMAND.length()) : launcher;
        return word(path) + (hasSubcommand ? SUBCOMMAND : "");
    }

    private static String word(String path) {
        return PLAIN.matcher(path).matches() ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    /** @param command of the probe that was given, as {@code watch} */
    public static Obstacle noPermission(String command) {
        return new Obstacle(
                "this process may not capture packets: it lacks the capability CAP_NET_RAW",
                "run it as root, or with that one capability: sudo setpriv --reuid \"$USER\" --regid \"$(id -gn)\" --init-groups"
                        + " --inh-caps +net_raw --ambient-caps +net_raw " + launcher()
                        + " " + command + " …; in a unit of systemd: AmbientCapabilities=CAP_NET_RAW");
    }

    /**
     * The library, or what calls it, cannot be loaded.
     *
     * @param command of the probe that was given, as {@code watch}
     */
    public static Obstacle noLibrary(Throwable cause, String command) {
        String problem = beginning(String.valueOf(cause.getMessage()));
        return OF_JNA.matcher(problem).find()
                ? new Obstacle(
                        "the part that calls libpcap cannot be unpacked and loaded: " + problem,
                        "name a directory that may hold programs, which one mounted noexec may not: SIGHTLINE_JAVA_OPTIONS=-Djna.tmpdir=DIRECTORY "
                                + launcher() + " " + command + " …")
                : new Obstacle(
                        "libpcap cannot be loaded: " + problem,
                        "on Debian or Ubuntu: sudo apt-get install libpcap0.8; on Fedora or Red Hat: sudo dnf install"
                                + " libpcap");
    }

    /** The first line, and the next one where that only announces it: JNA says what it tried in a line each. */
    private static String beginning(String message) {
        List<String> lines = message.lines().limit(2).toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        return first.endsWith(":") ? String.join(" ", lines) : first;
    }

    public static Obstacle noInterfaces(String cause) {
        return new Obstacle("libpcap cannot list the interfaces: " + cause, "see whether ip link lists them");
    }

    public static Obstacle nothingOpened(List<WatchedInterface> interfaces) {
        String details = interfaces.stream()
                .map(watched -> watched.name() + ": " + watched.detail())
                .collect(Collectors.joining("; "));
        return new Obstacle(
                "no interface could be captured on" + (details.isEmpty() ? "" : " (" + details + ")"),
                "see whether ip link shows lo and the camera's interface as UP");
    }
}
