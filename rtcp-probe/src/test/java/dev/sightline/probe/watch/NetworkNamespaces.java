package dev.sightline.probe.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Network namespaces of this test alone, a server's and a camera's and perhaps that of a container on the server, joined by
 * virtual Ethernet links. They are deleted on close, and by a shutdown hook if the JVM ends before that.
 */
public final class NetworkNamespaces implements AutoCloseable {
    private final String server;
    private final String camera;
    private final String container;
    private final Thread hook = new Thread(this::delete);

    public NetworkNamespaces() throws IOException, InterruptedException {
        String suffix =
                Long.toString(ProcessHandle.current().pid(), 36) + Long.toString(System.nanoTime() & 0xffff, 36);
        server = "probe-s" + suffix;
        camera = "probe-c" + suffix;
        container = "probe-d" + suffix;
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            ip("netns", "add", server);
            ip("netns", "add", camera);
            ip("-n", server, "link", "set", "lo", "up");
            ip("-n", camera, "link", "set", "lo", "up");
        } catch (IOException e) {
            delete();
            throw e;
        }
    }

    /** Joins the namespaces by a link whose ends have these names. */
    public void link(String serverEnd, String cameraEnd) throws IOException, InterruptedException {
        ip("-n", server, "link", "add", serverEnd, "type", "veth", "peer", "name", cameraEnd, "netns", camera);
        ip("-n", server, "link", "set", serverEnd, "up");
        ip("-n", camera, "link", "set", cameraEnd, "up");
    }

    /** Puts a container on the server's side, joined to it by a link whose ends have these names. */
    public void container(String serverEnd, String containerEnd) throws IOException, InterruptedException {
        ip("netns", "add", container);
        ip("-n", container, "link", "set", "lo", "up");
        ip("-n", server, "link", "add", serverEnd, "type", "veth", "peer", "name", containerEnd, "netns", container);
        ip("-n", server, "link", "set", serverEnd, "up");
        ip("-n", container, "link", "set", containerEnd, "up");
    }

    /** Runs {@code ip} in the container; arguments separated by blanks. */
    public void inContainer(String arguments) throws IOException, InterruptedException {
        ip(within(container, arguments));
    }

    /** Likewise in the container. */
    public Process javaInContainer(Class<?> main, String... arguments) throws IOException {
        return java(container, main, arguments);
    }

    /** Runs {@code ip} on the server's side; arguments separated by blanks. */
    public void onServer(String arguments) throws IOException, InterruptedException {
        ip(within(server, arguments));
    }

    /** Runs {@code ip} on the camera's side; arguments separated by blanks. */
    public void onCamera(String arguments) throws IOException, InterruptedException {
        ip(within(camera, arguments));
    }

    /** Runs a shell's command line on the server's side until it ends. */
    public void shellOnServer(String line) throws IOException, InterruptedException {
        ip("netns", "exec", server, "sh", "-c", line);
    }

    /** Starts a shell's command line on the camera's side. */
    public Process startShellOnCamera(String line) throws IOException {
        return ChildJvm.start(List.of("ip", "netns", "exec", camera, "bash", "-c", line));
    }

    /** Starts a main class of the test class path in a JVM on the server's side; its standard error goes to ours. */
    public Process javaOnServer(Class<?> main, String... arguments) throws IOException {
        return java(server, main, arguments);
    }

    /** Likewise on the camera's side. */
    public Process javaOnCamera(Class<?> main, String... arguments) throws IOException {
        return java(camera, main, arguments);
    }

    private static Process java(String namespace, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(ChildJvm.command(main, arguments));
        return ChildJvm.start(command);
    }

    private static String[] within(String namespace, String arguments) {
        List<String> words = new ArrayList<>(List.of("-n", namespace));
        words.addAll(Arrays.asList(arguments.split(" ", -1)));
        return words.toArray(String[]::new);
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }

    private void delete() {
        for (String namespace : List.of(server, camera, container)) {
            try {
                ip("netns", "del", namespace);
            } catch (IOException gone) {
                // it was never made, or is deleted already
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        delete();
    }
}
