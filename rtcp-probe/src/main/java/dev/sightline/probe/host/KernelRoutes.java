package dev.sightline.probe.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Route;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for routes through {@code ip -json route get}, which needs no right and honours policy rules. The
 * question is put on a thread of its own: {@link #to} answers what is known already. Thread-safe.
 */
public final class KernelRoutes implements Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelRoutes.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MAX_ADDRESSES = 4_096;
    private static final int MAX_QUESTIONS = 256;
    private static final int MAX_OUTPUT = 64 * 1_024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was answered, and when it was asked for ({@link System#nanoTime}). */
    private record Known(Optional<Route> route, long askedAt) {}

    private final Optional<Path> command;
    private final Map<InetAddress, Known> known = Collections.synchronizedMap(new RecentMap<>(MAX_ADDRESSES));
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUESTIONS),
            task -> {
                Thread thread = new Thread(task, "probe-routes");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private KernelRoutes(Optional<Path> command) {
        this.command = command;
    }

    /** Looks for {@code ip} where it is usually installed; without it no route is ever known. */
    public static KernelRoutes open() {
        Optional<Path> command = Stream.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (command.isEmpty()) {
            log.warn("No ip command was found, so routes are not known; on Debian: apt-get install iproute2");
        }
        return new KernelRoutes(command);
    }

    @Override
    public Optional<Route> to(InetAddress address) {
        if (command.isEmpty() || address.isLinkLocalAddress()) {
            return Optional.empty(); // a link-local address has no route of its own: the arrival interface tells
        }
        Known answer = known.get(address);
        long now = System.nanoTime();
        if (answer == null || now - answer.askedAt() > FRESH.toNanos()) {
            Optional<Route> meanwhile = answer == null ? Optional.empty() : answer.route();
            known.put(address, new Known(meanwhile, now));
            asking.execute(() -> known.put(address, new Known(ask(command.get(), address), now)));
        }
        return answer == null ? Optional.empty() : answer.route();
    }

    private static Optional<Route> ask(Path command, InetAddress address) {
        try {
            Process process = new ProcessBuilder(
                            List.of(command.toString(), "-json", "route", "get", address.getHostAddress()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            try (InputStream output = process.getInputStream()) {
                return process.exitValue() == 0 ? parse(output.readNBytes(MAX_OUTPUT)) : Optional.empty();
            }
        } catch (IOException e) {
            log.debug("The route to {} is not known", address, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Reads {@code [{"dst":…,"gateway":…,"dev":…,"prefsrc":…}]}.
     *
     * @throws IOException when it is not JSON
     */
    public static Optional<Route> parse(byte[] output) throws IOException {
        JsonNode route = JSON.readTree(output).path(0);
        String interfaceName = route.path("dev").asText("");
        if (interfaceName.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Route(interfaceName, address(route.path("gateway")), address(route.path("prefsrc"))));
    }

    /** Only literals are read: a name would be looked up. */
    private static Optional<InetAddress> address(JsonNode node) {
        String text = node.asText("");
        if (!text.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
