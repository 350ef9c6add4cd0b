package dev.sightline.cli;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A host of its own: a network namespace. Processes start on it, and threads of this process open their sockets there.
 * Needs root. Closing it takes it away, with every process that a test left on it.
 */
final class Host implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final Duration CAPTURED = Duration.ofSeconds(60);
    private static final LibC LIB_C = Native.load("c", LibC.class);

    /** What the C library calls these. */
    interface LibC extends Library {
        int open(String path, int flags) throws LastErrorException;

        int setns(int descriptor, int kind) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    final String name;
    private final ExecutorService threads;

    private Host(String name) {
        this.name = name;
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(
                    () -> {
                        enter();
                        task.run();
                    },
                    "on " + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param role says what it is; the rest of its name is this process's alone */
    static Host up(String role) {
        Host host = new Host("sl" + ProcessHandle.current().pid() + "-" + role);
        run("ip", "netns", "add", host.name);
        host.ip("link set lo up");
        return host;
    }

    /** Joins the two by an Ethernet link whose ends have these names, both up. */
    void link(String own, Host other, String others) {
        ip("link add " + own + " type veth peer name " + others + " netns " + other.name);
        ip("link set " + own + " up");
        other.ip("link set " + others + " up");
    }

    /** Runs {@code ip} on this host; arguments are separated by blanks. */
    void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments.split(" ")));
        run(command.toArray(String[]::new));
    }

    /** Has the kernel of this host take a setting, {@code net/ipv4/ip_forward} and its like. */
    void sysctl(String path, String value) {
        inside(() -> Files.writeString(Path.of("/proc/sys", path), value));
    }

    /** Adds these rules of nftables to those of this host. */
    void firewall(String rules) {
        try {
            Path file = Files.writeString(Files.createTempFile("sightline-test", ".nft"), rules);
            run("ip", "netns", "exec", name, "nft", "-f", file.toString());
            Files.delete(file);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** The command line that runs {@code command} on this host. */
    List<String> command(List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
        line.addAll(command);
        return line;
    }

    /** Runs it on this host: a socket that it opens is this host's for good. */
    <T> T inside(Callable<T> task) {
        try {
            return threads.submit(task).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(problem);
        } catch (ExecutionException | TimeoutException problem) {
            throw new IllegalStateException("on " + name, problem);
        }
    }

    /** Waits until a packet socket is open for each of so many interfaces: from then on a probe misses nothing. */
    void awaitCapture(int interfaces) {
        Awaitility.await()
                .atMost(CAPTURED)
                .until(() -> inside(() -> Files.readAllLines(Path.of("/proc/thread-self/net/packet"))
                                .size())
                        > interfaces);
    }

    /** Threads of this host. */
    ExecutorService threads() {
        return threads;
    }

    private void enter() {
        int descriptor = LIB_C.open("/run/netns/" + name, 0);
        try {
            LIB_C.setns(descriptor, CLONE_NEWNET);
        } finally {
            LIB_C.close(descriptor);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            for (String pid : output("ip", "netns", "pids", name).lines().toList()) {
                long number = Long.parseLong(pid.strip());
                if (number != ProcessHandle.current().pid()) {
                    ProcessHandle.of(number).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            run("ip", "netns", "delete", name);
        } catch (IllegalStateException alreadyGone) {
            // whoever closes several hosts goes on with the others
        }
    }

    static void run(String... command) {
        output(command);
    }

    static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        } catch (InterruptedException problem) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(problem);
        }
    }
}
