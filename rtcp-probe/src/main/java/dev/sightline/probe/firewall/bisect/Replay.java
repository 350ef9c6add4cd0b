package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.firewall.Programs;
import dev.sightline.probe.host.program.HostCommand.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A server's and a camera's network namespace, joined by one link; the rules are loaded on the server's side only. They go
 * when this is closed, and what a killed run left goes when the next one starts.
 */
final class Replay implements AutoCloseable {
    private static final String PREFIX = "sightline-bisect-";
    private static final String CAMERA_END = "camera0";
    private static final int MOST_INTERFACES = 64;

    private final String server = PREFIX + ProcessHandle.current().pid() + "-server";
    private final String camera = PREFIX + ProcessHandle.current().pid() + "-camera";
    private final Scene scene;
    private final Path directory;
    private final Thread hook = new Thread(this::remove, "bisect-cleaning");
    private final List<NamespaceThread> threads = new ArrayList<>();

    private Replay(Scene scene, Path directory) {
        this.scene = scene;
        this.directory = directory;
    }

    /**
     * Makes them.
     *
     * @param interfaces names that the rules speak of: they must be there for the rules to be loaded
     * @throws IOException when namespaces cannot be made here
     */
    static Replay of(Scene scene, Set<String> interfaces) throws IOException {
        removeLeftovers();
        Replay replay = new Replay(scene, Files.createTempDirectory("sightline-bisect"));
        Runtime.getRuntime().addShutdownHook(replay.hook);
        try {
            replay.make(interfaces);
            return replay;
        } catch (IOException problem) {
            replay.close();
            throw problem;
        }
    }

    private static void removeLeftovers() throws IOException {
        for (String line : Programs.output("ip", "netns", "list").lines().toList()) {
            String name = line.split(" ", 2)[0];
            if (name.matches(PREFIX + "\\d{1,9}-(server|camera)")
                    && ProcessHandle.of(Long.parseLong(name.split("-", -1)[2])).isEmpty()) {
                Programs.run("ip", List.of("netns", "delete", name));
            }
        }
    }

    private void make(Set<String> interfaces) throws IOException {
        for (String namespace : List.of(server, camera)) {
            Programs.output("ip", "netns", "add", namespace);
            Programs.output("ip", "-n", namespace, "link", "set", "lo", "up");
        }
        link(scene.interfaceName(), CAMERA_END);
        address(
                server,
                scene.interfaceName(),
                scene.server().getHostAddress(),
                scene.camera().getHostAddress());
        address(
                camera,
                CAMERA_END,
                scene.camera().getHostAddress(),
                scene.server().getHostAddress());
        int count = 0;
        for (String name : interfaces) {
            if (!name.equals("lo") && !name.equals(scene.interfaceName()) && ++count <= MOST_INTERFACES) {
                link(name, "other" + count);
            }
        }
        threads.add(NamespaceThread.in(server));
        threads.add(NamespaceThread.in(camera));
    }

    private void link(String serverEnd, String cameraEnd) throws IOException {
        Programs.output(
                "ip", "-n", server, "link", "add", serverEnd, "type", "veth", "peer", "name", cameraEnd, "netns",
                camera);
        Programs.output("ip", "-n", server, "link", "set", serverEnd, "up");
        Programs.output("ip", "-n", camera, "link", "set", cameraEnd, "up");
    }

    /** The two need not be of one network. Neighbours are told, or rules about ICMPv6 would decide what is found. */
    private void address(String namespace, String device, String own, String other) throws IOException {
        String bits = scene.isIpv6() ? "/128" : "/32";
        List<String> words = new ArrayList<>(List.of("-n", namespace, "address", "add", own + bits, "dev", device));
        if (scene.isIpv6()) {
            words.add("nodad");
        }
        Programs.output("ip", words.toArray(String[]::new));
        Programs.output("ip", "-n", namespace, "route", "add", other + bits, "dev", device);
    }

    Scene scene() {
        return scene;
    }

    /** For files that are loaded. */
    Path directory() {
        return directory;
    }

    NamespaceThread server() {
        return threads.get(0);
    }

    NamespaceThread camera() {
        return threads.get(1);
    }

    /** Connections that an earlier load has let through must not help the next one. */
    void forgetConnections() throws IOException {
        onServer("conntrack", "--flush");
    }

    /** Runs a program on the server's side; what it says. */
    String onServer(String... command) throws IOException {
        Output output = attemptOnServer(command);
        if (!output.succeeded()) {
            throw Programs.failure(command[0], output);
        }
        return output.text();
    }

    /** Runs a program on the server's side, whatever its exit code. */
    Output attemptOnServer(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("netns", "exec", server));
        line.addAll(List.of(command));
        return Programs.run("ip", line);
    }

    private void remove() {
        for (String namespace : List.of(server, camera)) {
            try {
                Programs.run("ip", List.of("netns", "delete", namespace));
            } catch (IOException gone) {
                // what could not be removed goes when the next one starts
            }
        }
        try {
            Programs.run("rm", List.of("-rf", directory.toString()));
        } catch (IOException gone) {
            // a few small files in a temporary directory
        }
    }

    @Override
    public void close() {
        threads.forEach(NamespaceThread::close);
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook itself runs
        }
    }
}
