package dev.sightline.bench.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two network namespaces of this process alone, joined by one virtual Ethernet link: {@code srv0} for the media server,
 * {@code cam0} with the addresses of all cameras. Needs root. Both go away on close, and when the process ends.
 */
final class Link implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;

    private final String server = "bench-s" + ProcessHandle.current().pid();
    private final String cameras = "bench-c" + ProcessHandle.current().pid();
    private final Thread hook = new Thread(this::remove, "remove-link");

    private Link() {}

    /**
     * Makes it.
     *
     * @throws IOException when {@code ip} refuses, as it does without root
     */
    static Link open(LoadPlan plan) throws IOException, InterruptedException {
        Link link = new Link();
        Runtime.getRuntime().addShutdownHook(link.hook);
        try {
            link.build(plan);
            return link;
        } catch (IOException | InterruptedException e) {
            link.close();
            throw e;
        }
    }

    private void build(LoadPlan plan) throws IOException, InterruptedException {
        ip("", "netns", "add", server);
        ip("", "netns", "add", cameras);
        ip("", "-n", server, "link", "set", "lo", "up");
        ip("", "-n", cameras, "link", "set", "lo", "up");
        ip("", "-n", server, "link", "add", "srv0", "type", "veth", "peer", "name", "cam0", "netns", cameras);
        ip("", "-n", server, "address", "add", plan.server().getHostAddress() + "/16", "dev", "srv0");
        ip("", "-n", server, "link", "set", "srv0", "up");
        String addresses = IntStream.range(0, plan.cameras())
                .mapToObj(n -> "address add " + plan.camera(n).getHostAddress() + "/16 dev cam0")
                .collect(Collectors.joining("\n"));
        ip(addresses, "-n", cameras, "-batch", "-");
        ip("", "-n", cameras, "link", "set", "cam0", "up");
    }

    /** The command line that runs {@code command} on the media server's side. */
    List<String> onServer(List<String> command) {
        return within(server, command);
    }

    /** Likewise on the cameras' side. */
    List<String> onCameras(List<String> command) {
        return within(cameras, command);
    }

    private static List<String> within(String namespace, List<String> command) {
        List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        line.addAll(command);
        return line;
    }

    private static void ip(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
            out.write(input);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }

    private void remove() {
        for (String namespace : List.of(server, cameras)) {
            try {
                ip("", "netns", "delete", namespace);
            } catch (IOException gone) {
                // it was never made, or is deleted already
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            remove();
        } catch (IllegalStateException ending) {
            // the hook itself does it
        }
    }
}
