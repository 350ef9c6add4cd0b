package dev.sightline.probe.firewall.ufw;

import dev.sightline.probe.firewall.NamedPrograms;
import dev.sightline.probe.firewall.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    private static final String CONF = "ufw.conf";
    private static final List<String> RULE_FILES =
            List.of("before.rules", "before6.rules", "user.rules", "user6.rules", "after.rules", "after6.rules");
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
        UfwRoot root = empty(directory);
        try (Stream<Path> templates = Files.list(TEMPLATES)) {
            for (Path template : templates.toList()) {
                Files.copy(template, root.rules().resolve(template.getFileName()));
            }
        }
        write(root.rules().resolve(CONF), UfwSettings.conf(RULES.resolve(CONF), List.of()));
        write(root.defaults(), UfwSettings.defaults(DEFAULTS, List.of()));
        root.set(CONF, "LOGLEVEL", "off");
        set(root.defaults(), "IPV6", "yes");
        return root;
    }

    /**
     * As ufw is where {@code rules}, a directory like {@code /etc/ufw}, is in its place, switched off. Its defaults are those
     * of this host, or {@code default/ufw} beside it. The directory may be anybody's: its rules are taken, of its settings
     * the known ones, and nothing in it is run.
     *
     * @throws IOException when it lacks a file that ufw needs, has a link in a file's place, sets what ufw does not know, or
     *     ufw is not installed here
     */
    public static UfwRoot copied(Path rules, Path directory) throws IOException {
        UfwRoot root = empty(directory);
        for (String name : RULE_FILES) {
            List<String> lines = ForeignFile.lines(rules.resolve(name));
            NamedPrograms.refuse(rules.resolve(name).toString(), lines);
            write(root.rules().resolve(name), lines);
        }
        Path conf = rules.resolve(CONF);
        write(root.rules().resolve(CONF), UfwSettings.conf(conf, ForeignFile.lines(conf)));
        Path defaults = defaultsOf(rules);
        write(root.defaults(), UfwSettings.defaults(defaults, ForeignFile.lines(defaults)));
        return root;
    }

    private static Path defaultsOf(Path rules) throws IOException {
        Path beside = rules.resolveSibling("default");
        if (Files.isSymbolicLink(beside)) {
            throw new IOException(
                    beside + " is a symbolic link, which is not followed; put the directory itself there");
        }
        Path file = beside.resolve("ufw");
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? file : DEFAULTS;
    }

    private static UfwRoot empty(Path directory) throws IOException {
        if (!Files.isDirectory(RULES) || !Files.exists(DEFAULTS)) {
            throw new IOException("ufw is not installed here; on Debian or Ubuntu: apt-get install ufw");
        }
        UfwRoot root = new UfwRoot(directory);
        Files.createDirectories(directory);
        Programs.output("rm", "-rf", root.rules().toString());
        Files.createDirectory(root.rules());
        Files.createDirectory(root.rules().resolve("applications.d"));
        return root;
    }

    /** The directory that is laid over {@code /etc/ufw}. */
    public Path rules() {
        return directory.resolve("etc-ufw");
    }

    private Path defaults() {
        return directory.resolve("default-ufw");
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

    /** As the host's are: ufw warns of others. */
    private static void write(Path file, List<String> lines) throws IOException {
        Files.write(file, lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
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
