package dev.sightline.probe.host.kernel;

import dev.sightline.probe.host.Tunnel;
import dev.sightline.probe.host.TunnelCount;
import dev.sightline.probe.host.Tunnels;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which interfaces of this process's network namespace are tunnels, and their counters, once when it is opened and
 * then, on a thread of its own, while it is asked. Takes no right. Thread-safe.
 */
final class KernelTunnels implements Tunnels, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelTunnels.class);
    private static final Duration COUNTS_FRESH = Duration.ofMillis(500);
    private static final Duration LINKS_FRESH = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MAX_OUTPUT = 8 << 20;

    private final Path counts;
    private final Optional<HostCommand> ip;
    private final ExecutorService reading = Workers.one("probe-tunnels");
    private final Refreshed<Map<String, DrySpell>> spells =
            new Refreshed<>(Map.of(), COUNTS_FRESH, reading, this::spells);
    private final Refreshed<Map<String, Tunnel>> links =
            new Refreshed<>(Map.of(), LINKS_FRESH, reading, before -> links());

    /**
     * @param counts the kernel's {@code /proc/net/dev}
     * @param ip without it no interface is known to be a tunnel
     */
    KernelTunnels(Path counts, Optional<HostCommand> ip) {
        this.counts = counts;
        this.ip = ip;
    }

    static KernelTunnels open() {
        KernelTunnels tunnels = new KernelTunnels(Path.of("/proc/net/dev"), HostCommand.find("ip", ANSWER, MAX_OUTPUT));
        tunnels.links.get(); // so that the first RTCP finds them known
        tunnels.spells.get();
        return tunnels;
    }

    @Override
    public Optional<TunnelCount> count(String interfaceName) {
        DrySpell spell = spells.get().get(interfaceName);
        Tunnel tunnel = links.get().get(interfaceName);
        return spell == null || tunnel == null
                ? Optional.empty()
                : Optional.of(new TunnelCount(
                        tunnel, spell.since(), spell.until(), spell.neverSent(), spell.dropped(), spell.failed()));
    }

    /** Reads now and waits for it. */
    void refresh() {
        spells.refresh();
        links.refresh();
    }

    private Map<String, DrySpell> spells(Map<String, DrySpell> before) {
        try {
            Instant begun = Instant.now();
            Map<String, SentCount> read = SentCount.read(counts);
            Instant over = Instant.now();
            Map<String, DrySpell> spells = new HashMap<>();
            read.forEach((name, count) -> {
                DrySpell spell = before.get(name);
                spells.put(
                        name,
                        spell == null
                                ? DrySpell.begin(count, over, /* neverSent= */ true)
                                : spell.next(count, begun, over));
            });
            return Map.copyOf(spells);
        } catch (IOException e) {
            log.debug("What the interfaces send is not known", e);
            return Map.of();
        }
    }

    private Map<String, Tunnel> links() {
        if (ip.isEmpty()) {
            return Map.of();
        }
        try {
            HostCommand.Output output = ip.get().run("-details", "-json", "link", "show");
            return output.succeeded() ? TunnelLinks.parse(output.text()) : Map.of();
        } catch (IOException e) {
            log.debug("Tunnels are not known", e);
            return Map.of();
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
