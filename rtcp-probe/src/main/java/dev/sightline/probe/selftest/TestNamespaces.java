package dev.sightline.probe.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A media server's and a camera's network namespace, joined by one link. They go on close; what a killed run left goes when
 * the next one starts. Nothing of this host's own network is touched.
 */
final class TestNamespaces implements AutoCloseable {
    /** From this version on Java warns of native calls that are not allowed by an option. */
    private static final int NATIVE_ACCESS_IS_NAMED = 22;

    private static final String PREFIX = "sightline-selftest-";
    private static final Pattern OURS = Pattern.compile(PREFIX + "(\\d{1,9})-(?:server|camera)\\b.*");
    private static final int ANSWER_SECONDS = 5;
    private static final Path NAMED = Path.of("/run/netns");

    /** Somebody ends the self test. */
    static final class Ended extends IOException {
        private static final long serialVersionUID = 1L;

        private Ended() {
            super("the self test was ended");
        }
    }

    private final String ip;
    private final Path named;
    private final String server = PREFIX + ProcessHandle.current().pid() + "-server";
    private final String camera = PREFIX + ProcessHandle.current().pid() + "-camera";
    private final List<Process> processes = new ArrayList<>();
    private boolean closed;

    /**
     * @param ip the program
     * @param named the directory in which it names namespaces
     */
    TestNamespaces(String ip, Path named) {
        this.ip = ip;
        this.named = named;
    }

    /**
     * Makes them.
     *
     * @throws IOException when {@code ip} is not there, or refuses; the message says why
     */
    static TestNamespaces prepare() throws IOException {
        String ip = Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")
                .filter(program -> Files.isExecutable(Path.of(program)))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("the program ip was not found; on Debian: apt-get install iproute2"));
        return new TestNamespaces(ip, NAMED);
    }

    /**
     * Makes the namespaces, their link and addresses.
     *
     * @throws IOException when {@code ip} refuses; the message says why
     */
    void make() throws IOException {
        removeLeftovers();
        step("netns", "add", server);
        step("netns", "add", camera);
        step("-n", server, "link", "set", "lo", "up");
        step("-n", camera, "link", "set", "lo", "up");
        step("-n", server, "link", "add", Trial.LINK, "type", "veth", "peer", "name", "camera0", "netns", camera);
        step("-n", server, "address", "add", Trial.SERVER + "/24", "dev", Trial.LINK);
        for (Trial trial : Trial.ALL) {
            address(camera, "camera0", trial.camera(), trial.isIpv6());
        }
        address(server, Trial.LINK, Trial.SERVER_6, true);
        step("-n", server, "link", "set", Trial.LINK, "up");
        step("-n", camera, "link", "set", "camera0", "up");
    }

    private void address(String namespace, String link, String address, boolean ipv6) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("-n", namespace, "address", "add", address + (ipv6 ? "/64" : "/24"), "dev", link));
        if (ipv6) {
            words.add("nodad"); // nobody else is on the link, so the address need not be asked for first
        }
        step(words.toArray(String[]::new));
    }

    /** One that is under way is waited for by who closes, so that nothing is made afterwards. */
    private synchronized void step(String... arguments) throws IOException {
        refuseOnceClosed();
        run(arguments);
    }

    private void refuseOnceClosed() throws Ended {
        if (closed) {
            throw new Ended();
        }
    }

    private void removeLeftovers() throws IOException {
        for (String line : run("netns", "list").lines().toList()) {
            Matcher name = OURS.matcher(line);
            if (name.matches() && isGone(Long.parseLong(name.group(1)))) {
                removeLeftover(line.split(" ", 2)[0]);
            }
        }
    }

    private void removeLeftover(String name) throws IOException {
        try {
            run("netns", "delete", name);
        } catch (Ended e) {
            throw e;
        } catch (IOException refused) {
            if (Files.exists(named.resolve(name))) { // or another self test has just removed it
                throw refused;
            }
        }
    }

    /** Whether a program ended by SIGHUP, SIGINT or SIGTERM: a terminal's Ctrl-C reaches every program at once. */
    static boolean isEnding(int exitCode) {
        return exitCode == 128 + 1 || exitCode == 128 + 2 || exitCode == 128 + 15;
    }

    private static boolean isGone(long pid) {
        return pid != ProcessHandle.current().pid()
                && ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
    }

    /** Starts one of this program's classes on the server's side. */
    Process startServer(Class<?> main, String... arguments) throws IOException {
        return start(server, main, arguments);
    }

    /** Likewise on the camera's side. */
    Process startCamera(Class<?> main, String... arguments) throws IOException {
        return start(camera, main, arguments);
    }

    private synchronized Process start(String namespace, Class<?> main, String... arguments) throws IOException {
        refuseOnceClosed();
        List<String> command = new ArrayList<>(List.of(ip, "netns", "exec", namespace));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx96m", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_IS_NAMED) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        Optional.ofNullable(System.getProperty("jna.library.path"))
                .ifPresent(path -> command.add("-Djna.library.path=" + path));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ip));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(ANSWER_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readNBytes(1 << 20), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (isEnding(exit)) {
                throw new Ended();
            }
            if (exit != 0) {
                throw new IOException(String.join(" ", command) + ": " + text.strip());
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + ": interrupted", e);
        }
    }

    /** Ends what was started and removes the namespaces; once, whoever calls first. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        processes.forEach(Process::destroyForcibly);
        for (String name : List.of(server, camera)) {
            if (Files.exists(named.resolve(name))) {
                try {
                    run("netns", "delete", name);
                } catch (IOException e) {
                    System.err.println("The namespace " + name + " is left behind; remove it with: ip netns delete "
                            + name + " (" + e.getMessage() + ")");
                }
            }
        }
    }
}
