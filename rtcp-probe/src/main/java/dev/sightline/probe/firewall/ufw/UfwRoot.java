package dev.sightline.probe.firewall.ufw;

import dev.sightline.probe.firewall.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files for ufw, laid over the host's own for the time of one command, in a mount namespace of that command: the rules go
 * to the kernel, the files stay here. Kernel settings and hooks of the host's ufw are left out, so that rules are all that
 * changes.
 */
public final class UfwRoot {
    private static final Path RULES = Path.of("/etc/ufw");
    private static final Path DEFAULTS = Path.of("/etc/default/ufw");
    private static final Path TEMPLATES = Path.of("/usr/share/ufw/iptables");
    private static final String LAY_OVER = "mount --bind \"$1/etc-ufw\" /etc/ufw"
            + " && mount --bind \"$1/default-ufw\" /etc/default/ufw && shift && exec \"$@\"";

    private final Path directory;

    private UfwRoot(Path directory) {
        this.directory = directory;
    }

    /**
     * As ufw is just after its installation, switched off.
     *
     * @throws IOException when ufw is not installed here
     */
    public static UfwRoot fresh(Path directory) throws IOException {
        UfwRoot root = copied(RULES, directory);
        try (Stream<Path> templates = Files.list(TEMPLATES)) {
            for (Path template : templates.toList()) {
                Programs.output(
                        "cp",
                        template.toString(),
                        root.rules().resolve(template.getFileName()).toString());
            }
        }
        root.set("ufw.conf", "ENABLED", "no");
        root.set("ufw.conf", "LOGLEVEL", "off");
        root.setDefault("IPV6", "yes");
        root.setDefault("DEFAULT_INPUT_POLICY", "\"DROP\"");
        root.setDefault("DEFAULT_OUTPUT_POLICY", "\"ACCEPT\"");
        root.setDefault("DEFAULT_FORWARD_POLICY", "\"DROP\"");
        return root;
    }

    /**
     * As ufw is where {@code rules}, a directory like {@code /etc/ufw}, is in its place. Its defaults are those of this host,
     * or {@code default/ufw} beside it.
     *
     * @throws IOException when it lacks a file that ufw needs, or ufw is not installed here
     */
    public static UfwRoot copied(Path rules, Path directory) throws IOException {
        if (!Files.isDirectory(RULES) || !Files.exists(DEFAULTS)) {
            throw new IOException("ufw is not installed here; on Debian or Ubuntu: apt-get install ufw");
        }
        UfwRoot root = new UfwRoot(directory);
        Files.createDirectories(directory);
        Programs.output("rm", "-rf", root.rules().toString());
        Programs.output("cp", "-a", rules.toString(), root.rules().toString());
        Path beside = rules.resolveSibling("default").resolve("ufw");
        Path defaults = Files.exists(beside) ? beside : DEFAULTS;
        Programs.output("cp", "-a", defaults.toString(), root.defaults().toString());
        for (String hook : List.of("before.init", "after.init")) {
            if (Files.exists(root.rules().resolve(hook))) {
                Programs.output("chmod", "a-x", root.rules().resolve(hook).toString());
            }
        }
        root.setDefault("IPT_SYSCTL", "");
        root.setDefault("IPT_MODULES", "\"\"");
        root.setDefault("MANAGE_BUILTINS", "no");
        return root;
    }

    private Path rules() {
        return directory.resolve("etc-ufw");
    }

    private Path defaults() {
        return directory.resolve("default-ufw");
    }

    private void setDefault(String key, String value) throws IOException {
        set(defaults(), key, value);
    }

    /** Sets a value in one of the files of {@code /etc/ufw}. */
    public void set(String file, String key, String value) throws IOException {
        set(rules().resolve(file), key, value);
    }

    /**
     * Replaces a line of one of the files of {@code /etc/ufw}.
     *
     * @throws IOException when there is no such line
     */
    public void replace(String file, String line, String by) throws IOException {
        Path path = rules().resolve(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(path));
        int at = lines.indexOf(line);
        if (at < 0) {
            throw new IOException("this version of ufw has other rules than expected: " + file + " lacks " + line);
        }
        lines.set(at, by);
        Files.write(path, lines);
    }

    private static void set(Path file, String key, String value) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.removeIf(line -> line.startsWith(key + "="));
        lines.add(key + "=" + value);
        Files.write(file, lines);
    }

    /** The command line that runs {@code command} with these files in place. */
    public String[] command(String... command) {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "/bin/sh",
                "-c",
                LAY_OVER,
                "sh",
                directory.toString()));
        line.addAll(Arrays.asList(command));
        return line.toArray(String[]::new);
    }
}
