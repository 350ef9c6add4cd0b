package dev.sightline.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two hosts joined by one Ethernet link: network namespaces {@code camera} and {@code server} with a veth pair. Needs
 * root. Closing it takes both away, with every process that a test left in them.
 */
final class Link implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final String cameraHost;
    final String serverHost;
    final String cameraAddress;
    final String serverAddress;

    private Link(String name, int subnet) {
        cameraHost = name + "c";
        serverHost = name + "s";
        cameraAddress = "10.77." + subnet + ".2";
        serverAddress = "10.77." + subnet + ".1";
    }

    static Link up() {
        int number = COUNT.incrementAndGet();
        // Short: an interface's name has 15 characters at most.
        String name = "sl" + (ProcessHandle.current().pid() % 100_000) + "x" + number;
        Link link = new Link(name, number);
        try {
            run("ip", "netns", "add", link.cameraHost);
            run("ip", "netns", "add", link.serverHost);
            run(
                    "ip",
                    "link",
                    "add",
                    link.cameraHost,
                    "netns",
                    link.cameraHost,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    link.serverHost,
                    "netns",
                    link.serverHost);
            link.configure(link.cameraHost, link.cameraAddress);
            link.configure(link.serverHost, link.serverAddress);
        } catch (RuntimeException problem) {
            link.close();
            throw problem;
        }
        return link;
    }

    private void configure(String host, String address) {
        run("ip", "-n", host, "address", "add", address + "/24", "dev", host);
        run("ip", "-n", host, "link", "set", host, "up");
        run("ip", "-n", host, "link", "set", "lo", "up");
    }

    /** The command line that runs {@code command} on the camera's host. */
    List<String> onCamera(List<String> command) {
        return on(cameraHost, command);
    }

    /** The command line that runs {@code command} on the server's host. */
    List<String> onServer(List<String> command) {
        return on(serverHost, command);
    }

    private static List<String> on(String host, List<String> command) {
        List<String> line = new java.util.ArrayList<>(List.of("ip", "netns", "exec", host));
        line.addAll(command);
        return line;
    }

    @Override
    public void close() {
        for (String host : List.of(cameraHost, serverHost)) {
            try {
                for (String pid : output("ip", "netns", "pids", host).lines().toList()) {
                    if (!pid.isEmpty()) {
                        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                    }
                }
                run("ip", "netns", "delete", host);
            } catch (IllegalStateException alreadyGone) {
                // the other one still has to go
            }
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
