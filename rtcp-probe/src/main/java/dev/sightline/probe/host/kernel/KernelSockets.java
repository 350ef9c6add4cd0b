package dev.sightline.probe.host.kernel;

import dev.sightline.probe.host.OpenSockets;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the UDP sockets of this process's network namespace from {@code /proc/net}, once a second and only while it is asked.
 * Where one is open for any address of IPv6 the kernel is asked whether it takes IPv4, too. Takes no right. Thread-safe.
 */
final class KernelSockets implements OpenSockets, AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MAX_SOCKETS = 65_536;
    private static final InetAddress ANY_IPV4 = new InetSocketAddress("0.0.0.0", 0).getAddress();
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

        boolean isOfAnyIpv6() {
            return local.getAddress().isAnyLocalAddress() && local.getAddress() instanceof Inet6Address;
        }

        /** The same as if it were one of IPv4. */
        Socket ofIpv4() {
            return new Socket(new InetSocketAddress(ANY_IPV4, local.getPort()), remote);
        }
    }

    /**
     * @param since when each was seen first; one that takes both families stands there once for each
     * @param perhapsIpv4 ports with a socket for any address of IPv6 that may take IPv4, too, or not
     */
    private record Open(Map<Socket, Instant> since, Set<Integer> perhapsIpv4) {
        static final Open NONE = new Open(Map.of(), Set.of());
    }

    private final Path folder;
    private final Supplier<DualStackPorts> dualStack;
    private final ExecutorService reading = Workers.one("probe-sockets");
    private final Refreshed<Open> sockets =
            new Refreshed<>(Open.NONE, FRESH, reading, before -> read(before.since(), Instant.now()));

    /**
     * @param folder the kernel's {@code /proc/net}
     * @param dualStack asks which of them take both families; may wait
     */
    KernelSockets(Path folder, Supplier<DualStackPorts> dualStack) {
        this.folder = folder;
        this.dualStack = dualStack;
    }

    static KernelSockets open() {
        Optional<HostCommand> ss = DualStackPorts.command();
        return new KernelSockets(Path.of("/proc/net"), () -> DualStackPorts.ask(ss));
    }

    @Override
    public Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination) {
        return sockets.get().since().entrySet().stream()
                .filter(socket -> socket.getKey().takes(source, destination))
                .map(Map.Entry::getValue)
                .min(Instant::compareTo);
    }

    @Override
    public boolean areKnown(InetSocketAddress destination) {
        boolean perhaps = destination.getAddress() instanceof Inet4Address
                && sockets.get().perhapsIpv4().contains(destination.getPort());
        return !perhaps && Files.isReadable(folder.resolve("udp"));
    }

    /** Whether any is bound to this port, of whatever address; never waits. */
    boolean isOpen(int port) {
        return sockets.get().since().keySet().stream()
                .anyMatch(socket -> socket.local().getPort() == port);
    }

    /** Reads now and waits for it. */
    void refresh() {
        sockets.refresh();
    }

    private Open read(Map<Socket, Instant> before, Instant now) {
        Set<Socket> found = listed();
        List<Socket> ofIpv6 = found.stream().filter(Socket::isOfAnyIpv6).toList();
        Set<Integer> perhaps = new HashSet<>();
        if (!ofIpv6.isEmpty()) {
            DualStackPorts told = dualStack.get();
            for (Socket socket : ofIpv6) {
                switch (told.takeIpv4(socket.local().getPort())) {
                    case YES -> found.add(socket.ofIpv4());
                    case MAYBE -> perhaps.add(socket.local().getPort());
                    case NO -> {}
                }
            }
        }
        Map<Socket, Instant> since = new HashMap<>();
        found.forEach(socket -> since.put(socket, before.getOrDefault(socket, now)));
        return new Open(Map.copyOf(since), Set.copyOf(perhaps));
    }

    private Set<Socket> listed() {
        Set<Socket> found = new HashSet<>();
        for (String name : new String[] {"udp", "udp6"}) {
            try (BufferedReader lines = Files.newBufferedReader(folder.resolve(name), StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher socket = SOCKET.matcher(line);
                    if (socket.matches() && found.size() < MAX_SOCKETS) {
                        found.add(new Socket(
                                address(socket.group(1), socket.group(2)), address(socket.group(3), socket.group(4))));
                    }
                }
            } catch (IOException absent) {
                // a kernel without IPv6 has no udp6
            }
        }
        return found;
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
