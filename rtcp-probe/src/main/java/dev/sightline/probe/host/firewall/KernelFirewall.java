package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropRule;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RedirectRule;
import dev.sightline.probe.host.Firewall;
import dev.sightline.probe.host.FirewallPass;
import dev.sightline.probe.host.firewall.FirewallReader.Reading;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/**
 * Reads what this host's firewall drops from the counters of nftables and iptables, and, only when that is asked for, from
 * nftables' trace. Takes {@code CAP_NET_ADMIN}. Reads once a second, on threads of its own and only while it is asked.
 * What is dropped before netfilter (XDP, traffic control, a full socket buffer) is not its business. Thread-safe.
 *
 * <p>A counter proves that a stream's packets were dropped only when it can have counted nothing else: see
 * {@link FirewallDrop#proves}. A rule's matches that are not understood (a limit, a mark) are left out, which makes its
 * scope wider, never narrower, and its count a hint instead of a proof. A trace names the rule or policy for the very
 * packet, so it always proves; it does not see the rules of the older iptables ({@code iptables-legacy}), for which there
 * are only counters.
 */
public final class KernelFirewall implements Firewall, AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ExecutorService reading = Workers.one("probe-firewall");
    private final Refreshed<Reading> counters;
    private final Optional<FirewallTrace> trace;

    private KernelFirewall(PortRange mediaPorts, Optional<FirewallTrace> trace) {
        FirewallReader reader = new FirewallReader(mediaPorts);
        this.counters = new Refreshed<>(Reading.NONE, FRESH, reading, before -> reader.read());
        this.trace = trace;
    }

    /** Reads counters, and changes nothing. */
    public static KernelFirewall reading(PortRange mediaPorts) {
        return new KernelFirewall(mediaPorts, Optional.empty());
    }

    /** Reads counters and traces, for which it adds a table of its own to the firewall while it is asked. */
    public static KernelFirewall tracing(PortRange mediaPorts) {
        return new KernelFirewall(mediaPorts, Optional.of(new FirewallTrace(mediaPorts)));
    }

    @Override
    public List<FirewallDrop> drops() {
        List<FirewallDrop> counted = counters.get().drops();
        List<FirewallDrop> traced = trace.map(FirewallTrace::drops).orElse(List.of());
        if (traced.isEmpty()) {
            return counted;
        }
        List<FirewallDrop> all = new ArrayList<>(counted.size() + traced.size());
        all.addAll(counted);
        all.addAll(traced);
        all.sort(Comparator.comparing(FirewallDrop::last));
        return List.copyOf(all);
    }

    @Override
    public List<DropRule> rules() {
        return counters.get().rules();
    }

    @Override
    public List<RedirectRule> redirects() {
        return counters.get().redirects();
    }

    @Override
    public List<FirewallPass> passes() {
        return trace.map(FirewallTrace::passes).orElse(List.of());
    }

    @Override
    public Optional<String> blindness() {
        return unseen(counters.get().blindness());
    }

    @Override
    public Optional<String> blindness(InetAddress camera) {
        return unseen(counters.get().blindness(camera));
    }

    /** What a trace sees needs no counter: then only the trace's own trouble is told, and what it cannot see. */
    private Optional<String> unseen(Optional<String> uncounted) {
        Optional<String> untraced = trace.flatMap(FirewallTrace::blindness);
        if (untraced.isEmpty() && (trace.isPresent() || uncounted.isEmpty())) {
            return Optional.empty();
        }
        List<String> problems =
                Stream.of(untraced, uncounted).flatMap(Optional::stream).toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    @Override
    public void close() {
        trace.ifPresent(FirewallTrace::close);
        reading.shutdownNow();
    }
}
