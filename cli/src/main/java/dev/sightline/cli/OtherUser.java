package dev.sightline.cli;

import dev.sightline.gateway.files.ProcessUser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An account that root starts this program as, by {@code setpriv}: with its own groups, and no right but to bind low ports,
 * away from root's terminal and environment.
 */
record OtherUser(ProcessUser user, int gid, String home) {
    private static final long ANSWER_SECONDS = 10;
    /** Of root's environment; the rest may hold what is root's alone, such as tokens. */
    private static final Set<String> KEPT = Set.of(
            "PATH",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "JAVA_TOOL_OPTIONS",
            "STATE_DIRECTORY",
            "NOTIFY_SOCKET",
            "WATCHDOG_USEC",
            "WATCHDOG_PID");
    /** In {@code passwd(5)}. */
    private static final int HOME_FIELD = 5;

    /** @throws IOException when this process is not root's, or there is no such account */
    static OtherUser named(String name) throws IOException {
        if (ProcessUser.current().uid() != 0) {
            throw new IOException(
                    "--user " + name + " needs root, which this process is not; without --user it runs as "
                            + ProcessUser.current().name());
        }
        if (name.startsWith("-")) {
            throw new IOException("--user: '" + name + "' is no account");
        }
        int uid = Integer.parseUnsignedInt(asked(name, "-u"));
        if (uid == 0) {
            throw new IOException("--user " + name + " is root itself; name an account that may do less");
        }
        Set<Integer> groups = Arrays.stream(asked(name, "-G").split(" ", -1))
                .map(Integer::parseUnsignedInt)
                .collect(Collectors.toSet());
        return new OtherUser(
                new ProcessUser(name, uid, groups), Integer.parseUnsignedInt(asked(name, "-g")), home(name));
    }

    /**
     * What starts this program as the account.
     *
     * @param options of Java
     */
    ProcessBuilder program(List<String> arguments, List<String> options) throws IOException, InterruptedException {
        refuseUnreadable();
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.add("--enable-native-access=ALL-UNNAMED");
        String home = System.getProperty("sightline.home");
        if (home != null) {
            command.add("-Dsightline.home=" + home);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        return dropped(command);
    }

    /**
     * The command as the account, in a session of its own: a process in that of root's terminal could type into it
     * ({@code TIOCSTI}). Of root's environment it gets what it needs.
     */
    private ProcessBuilder dropped(List<String> command) {
        String groups = user.groups().stream().map(String::valueOf).sorted().collect(Collectors.joining(","));
        List<String> line = new ArrayList<>(List.of(
                "setsid",
                "setpriv",
                "--reuid=" + user.uid(),
                "--regid=" + gid,
                "--groups=" + groups,
                "--bounding-set=-all,+net_bind_service",
                "--inh-caps=-all,+net_bind_service",
                "--ambient-caps=-all,+net_bind_service",
                "--no-new-privs",
                "--"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().retainAll(KEPT);
        // What it keeps is kept in its own home, not in root's.
        builder.environment().putAll(Map.of("HOME", home, "USER", user.name(), "LOGNAME", user.name()));
        return builder;
    }

    /** Otherwise Java would only say that it could not find a class. */
    private void refuseUnreadable() throws IOException, InterruptedException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.isBlank()) {
                continue;
            }
            if (dropped(List.of("test", "-r", entry)).start().waitFor() != 0) {
                throw new IOException("--user " + user.name() + ": this program lies where " + user.name()
                        + " may not read it (" + entry + "). Install it where everyone may, such as /opt/sightline");
            }
            return; // the others lie beside it
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String home(String name) throws IOException {
        String[] fields =
                asked(name, new ProcessBuilder("getent", "passwd", "--", name)).split(":", -1);
        return fields.length > HOME_FIELD && !fields[HOME_FIELD].isEmpty() ? fields[HOME_FIELD] : "/";
    }

    private static String asked(String name, String question) throws IOException {
        return asked(name, new ProcessBuilder("id", question, "--", name));
    }

    private static String asked(String name, ProcessBuilder question) throws IOException {
        Process process = question.start();
        try {
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        "--user: there is no account '" + name + "' on this host. Make one with: useradd --system"
                                + " --no-create-home --shell /usr/sbin/nologin " + name);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
