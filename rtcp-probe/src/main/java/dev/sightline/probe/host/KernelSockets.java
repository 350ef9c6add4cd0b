package dev.sightline.probe.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the UDP sockets of this process's network namespace from {@code /proc/net}, once a second and only while it is asked.
 * Takes no right. Thread-safe.
 */
final class KernelSockets implements OpenSockets, AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MAX_SOCKETS = 65_536;
    private static final Pattern SOCKET = Pattern.compile(
            "\\s*\\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) .*");

    /** @param remote the only one it takes from, if it is connected: else its port is nought */
    private record Socket(InetSocketAddress local, InetSocketAddress remote) {
        boolean takes(InetSocketAddress source, InetSocketAddress destination) {
            InetAddress bound = local.getAddress();
            return local.getPort() == destination.getPort()
                    && (bound.equals(destination.getAddress())
                            || (bound.isAnyLocalAddress()
                                    && bound.getClass()
                                            == destination.getAddress().getClass()))
                    && (remote.getPort() == 0 || remote.equals(source));
        }
    }

    private final Path folder;
    private final ExecutorService reading = Workers.one("probe-sockets");
    private final Refreshed<Map<Socket, Instant>> sockets =
            new Refreshed<>(Map.of(), FRESH, reading, before -> read(before, Instant.now()));

    /** @param folder the kernel's {@code /proc/net} */
    KernelSockets(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination) {
        return sockets.get().entrySet().stream()
                .filter(socket -> socket.getKey().takes(source, destination))
                .map(Map.Entry::getValue)
                .min(Instant::compareTo);
    }

    @Override
    public boolean areKnown() {
        return Files.isReadable(folder.resolve("udp"));
    }

    /** Reads now and waits for it. */
    void refresh() {
        sockets.refresh();
    }

    private Map<Socket, Instant> read(Map<Socket, Instant> before, Instant now) {
        Map<Socket, Instant> found = new HashMap<>();
        for (String name : new String[] {"udp", "udp6"}) {
            try (BufferedReader lines = Files.newBufferedReader(folder.resolve(name), StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher socket = SOCKET.matcher(line);
                    if (socket.matches() && found.size() < MAX_SOCKETS) {
                        Socket open = new Socket(
                                address(socket.group(1), socket.group(2)), address(socket.group(3), socket.group(4)));
                        found.put(open, before.getOrDefault(open, now));
                    }
                }
            } catch (IOException absent) {
                // a kernel without IPv6 has no udp6
            }
        }
        return Map.copyOf(found);
    }

    /** The kernel prints addresses as numbers of 32 bits in its own byte order. */
    private static InetSocketAddress address(String hex, String port) throws UnknownHostException {
        ByteBuffer octets = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        ByteBuffer inOrder = ByteBuffer.allocate(octets.capacity()).order(ByteOrder.nativeOrder());
        while (octets.hasRemaining()) {
            inOrder.putInt(octets.getInt());
        }
        return new InetSocketAddress(InetAddress.getByAddress(inOrder.array()), Integer.parseInt(port, 16));
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
