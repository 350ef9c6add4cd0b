package dev.sightline.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A server with a firewall, and a camera on another host that streams to it: 10.77.0.2, ports 5006 and 5007, to 10.77.0.1.
 * The server's {@code /etc/ufw} is its own, too. Needs root.
 */
final class FirewallSite implements AutoCloseable {
    static final String SERVER = "10.77.0.1";
    static final String CAMERA = "10.77.0.2";
    static final String MEDIA_PORTS = "5000-5050";
    private static final long SSRC = 1_607_797_317;
    private static final String LAY_OVER = "mount --bind \"$1/ufw\" /etc/ufw"
            + " && mount --bind \"$1/default\" /etc/default/ufw && shift && exec \"$@\"";

    final Host server;
    final Host camera;
    private final Path files;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Optional<RtpSender> sender = Optional.empty();

    FirewallSite(String name, Path directory) throws IOException {
        files = Files.createDirectories(directory.resolve(name));
        Host.run("cp", "-a", "/etc/ufw", files.resolve("ufw").toString());
        Host.run("cp", "-a", "/etc/default/ufw", files.resolve("default").toString());
        server = opened(Host.up(name + "-server"));
        camera = opened(Host.up(name + "-camera"));
        server.link("cameras", camera, "server");
        server.ip("address add " + SERVER + "/24 dev cameras");
        camera.ip("address add " + CAMERA + "/24 dev server");
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
        open.push(beat::shutdownNow);
        ScheduledFuture<?> ticking =
                beat.scheduleAtFixedRate(this::tick, 0, 1_000 / RtpSender.TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
        open.push(() -> ticking.cancel(true));
    }

    /** A media server at port 5000, and a camera that sends to it. */
    FirewallSite streaming() {
        opened(new FeedbackEnd(server, 5_000, SSRC, new InetSocketAddress(CAMERA, 5_007)));
        stream(5_006, 5_000);
        return this;
    }

    /** The camera sends from this port on, and on no other any more. */
    synchronized void stream(int from, int to) {
        sender.ifPresent(RtpSender::close);
        Optional<InetSocketAddress> rtcp = Optional.of(new InetSocketAddress(CAMERA, from + 1));
        sender = Optional.of(new RtpSender(
                camera, SSRC, new InetSocketAddress(CAMERA, from), rtcp, rtcp, new InetSocketAddress(SERVER, to)));
    }

    private synchronized void tick() {
        sender.ifPresent(RtpSender::tick);
    }

    /** Starts the launcher on the server. */
    Child sightline(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(Child.sightline(arguments));
        return opened(Child.start(onServer(command)));
    }

    /** Writes a plan and walks it, with these arguments besides. */
    Child walk(String backend, String plan, String... more) throws IOException {
        Path file = Files.writeString(files.resolve("plan"), plan);
        List<String> arguments = new ArrayList<>(
                List.of("firewall", "walk", "--backend=" + backend, "--plan=" + file, "--media-ports=" + MEDIA_PORTS));
        arguments.addAll(List.of(more));
        return sightline(Map.of(), arguments.toArray(String[]::new));
    }

    /** Runs a shell's line on the server, with its own files of ufw. */
    String shell(String line) {
        return Host.output(onServer(List.of("sh", "-c", line)).toArray(String[]::new));
    }

    private List<String> onServer(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                "unshare", "--mount", "--propagation", "private", "sh", "-c", LAY_OVER, "sh", files.toString()));
        line.addAll(command);
        return server.command(line);
    }

    /** All that a firewall is: rules, and what is written down for the next start. */
    String firewall() {
        String all = shell("nft list tables; nft -s list table inet other 2>/dev/null; iptables-save; ip6tables-save;"
                + " sysctl net.ipv4.conf.all net.ipv6.conf.all; ls -lR --time-style=full-iso /etc/ufw /etc/default/ufw;"
                + " cat /etc/ufw/*.rules /etc/ufw/*.conf /etc/default/ufw");
        return all.lines()
                .filter(line -> !line.startsWith("# Generated") && !line.startsWith("# Completed"))
                .map(line -> line.replaceAll("\\[\\d+:\\d+]", "")) // packets go on
                .collect(Collectors.joining("\n"));
    }

    /** The rules alone, as the kernel has them. */
    String ruleset() {
        return shell("nft -s list ruleset");
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.push(one);
        return one;
    }

    @Override
    public void close() throws Exception {
        synchronized (this) {
            sender.ifPresent(RtpSender::close);
            sender = Optional.empty();
        }
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
