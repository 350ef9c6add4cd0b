package dev.sightline.probe.host.kernel;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.host.ReversePathFilter;
import dev.sightline.probe.host.firewall.DropCounter;
import dev.sightline.probe.host.firewall.DropCounters;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the kernel's count {@code IPReversePathFilter} and each interface's {@code rp_filter}, of this process's network
 * namespace, once a second and only while it is asked. Takes no right. Thread-safe.
 */
final class KernelReversePaths implements ReversePathFilter, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelReversePaths.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final String COUNT = "IPReversePathFilter";
    private static final int MAX_INTERFACES = 1_024;

    private record Reading(Optional<FirewallDrop> discarded, Map<String, Mode> modes) {}

    private final Path counts;
    private final Path interfaces;
    private final DropCounters counters = new DropCounters();
    private final ExecutorService reading = Workers.one("probe-reverse-path");
    private final Refreshed<Reading> refreshed;

    /**
     * @param counts the kernel's {@code /proc/net/netstat}
     * @param interfaces its {@code /proc/sys/net/ipv4/conf}
     */
    KernelReversePaths(Path counts, Path interfaces) {
        this.counts = counts;
        this.interfaces = interfaces;
        this.refreshed =
                new Refreshed<>(new Reading(Optional.empty(), Map.of()), FRESH, reading, before -> read(Instant.now()));
    }

    static KernelReversePaths open() {
        return new KernelReversePaths(Path.of("/proc/net/netstat"), Path.of("/proc/sys/net/ipv4/conf"));
    }

    @Override
    public Optional<FirewallDrop> discarded() {
        return refreshed.get().discarded();
    }

    @Override
    public Mode mode(String interfaceName) {
        return refreshed.get().modes().getOrDefault(interfaceName, Mode.OFF);
    }

    /** Reads now and waits for it. */
    void refresh() {
        refreshed.refresh();
    }

    private Reading read(Instant now) {
        try {
            OptionalLong count = count();
            List<DropCounter> found = count.isPresent()
                    ? List.of(new DropCounter(COUNT, Way.IN, COUNT, DropScope.ANY, count.getAsLong()))
                    : List.of();
            counters.read(now, found, UnaryOperator.identity());
            Optional<FirewallDrop> discarded = counters.drops().stream().findFirst();
            return new Reading(discarded, discarded.isEmpty() ? Map.of() : modes());
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("What the reverse path filter discards is not known", e);
            return new Reading(Optional.empty(), Map.of());
        }
    }

    /** Two lines begin with {@code TcpExt:}, one with names and one with their values. */
    private OptionalLong count() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(counts, StandardCharsets.US_ASCII)) {
            List<String> names = List.of();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("TcpExt:")) {
                    List<String> words = List.of(line.split(" ", -1));
                    int at = names.indexOf(COUNT);
                    if (at >= 0 && at < words.size()) {
                        return number(words.get(at));
                    }
                    names = words;
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(String word) {
        return word.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(word)) : OptionalLong.empty();
    }

    /** The kernel takes the greater one of the setting of the interface and of the one for all: 1 is strict, 2 is loose. */
    private Map<String, Mode> modes() throws IOException {
        int all = setting(interfaces.resolve("all"));
        Map<String, Mode> modes = new HashMap<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(interfaces)) {
            for (Path one : each) {
                if (modes.size() < MAX_INTERFACES) {
                    int setting = Math.max(all, setting(one));
                    modes.put(
                            one.getFileName().toString(),
                            setting == 1 ? Mode.STRICT : setting == 2 ? Mode.LOOSE : Mode.OFF);
                }
            }
        }
        return Map.copyOf(modes);
    }

    private static int setting(Path of) {
        try {
            String text = Files.readString(of.resolve("rp_filter"), StandardCharsets.US_ASCII)
                    .strip();
            return text.matches("\\d") ? Integer.parseInt(text) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
