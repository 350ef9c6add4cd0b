package dev.sightline.probe.host.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Neighbour.State;
import dev.sightline.probe.host.Neighbours;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.Literals;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the kernel's neighbour tables through {@code ip -json neighbour}, which needs no right, on a thread of its own and
 * only while it is asked. Thread-safe.
 *
 * <p>A host that does not answer is marked as failed after three questions a second apart, but each packet sent to it
 * makes the kernel ask again: under steady traffic the mark is hardly ever seen. So an entry that stays unresolved for
 * longer than the three questions take has failed.
 */
public final class KernelNeighbours implements Neighbours, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelNeighbours.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofMillis(500);
    /** mcast_solicit × retrans_time_ms of the kernel are 3 × 1,000 ms. */
    private static final Duration THREE_QUESTIONS = Duration.ofMillis(3_500);

    private static final int MAX_NEIGHBOURS = 16_384;
    private static final int MAX_OUTPUT = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A neighbour.
     *
     * @param unresolvedSince since when it does not resolve ({@link System#nanoTime})
     * @param listedOn the links on which it is resolved, with its link address there; empty: that link needs none
     * @param answersOn those of them on which it was heard: what somebody wrote down there, or what was learnt before
     *     anybody looked, proves nothing
     * @param writtenDownOn those of them on which somebody wrote it down
     */
    record Known(
            Neighbour neighbour,
            Optional<Long> unresolvedSince,
            Map<String, String> listedOn,
            Set<String> answersOn,
            Set<String> writtenDownOn) {}

    private final ExecutorService reading = Workers.one("probe-neighbours");
    private final Refreshed<Map<InetAddress, Known>> table;

    private KernelNeighbours(Optional<HostCommand> command) {
        table = new Refreshed<>(Map.of(), FRESH, reading, before -> read(command, before));
    }

    /** Looks for {@code ip} where it is usually installed; without it no neighbour is ever known. */
    public static KernelNeighbours open() {
        return new KernelNeighbours(HostCommand.find("ip", ANSWER, MAX_OUTPUT));
    }

    @Override
    public Optional<Neighbour> of(InetAddress address) {
        return Optional.ofNullable(table.get().get(address)).map(Known::neighbour);
    }

    @Override
    public boolean answers(InetAddress address, String interfaceName) {
        Known known = table.get().get(address);
        return known != null && known.answersOn().contains(interfaceName);
    }

    @Override
    public boolean isListed(InetAddress address, String interfaceName) {
        Known known = table.get().get(address);
        return known != null && known.listedOn().containsKey(interfaceName);
    }

    @Override
    public Optional<String> linkAddress(InetAddress address, String interfaceName) {
        return Optional.ofNullable(table.get().get(address))
                .map(known -> known.listedOn().getOrDefault(interfaceName, ""))
                .filter(text -> !text.isEmpty());
    }

    @Override
    public boolean isWrittenDown(InetAddress address, String interfaceName) {
        Known known = table.get().get(address);
        return known != null && known.writtenDownOn().contains(interfaceName);
    }

    /** A host of IPv6 has a link-local address besides, and one of IPv4: they make it no router. */
    @Override
    public boolean isShared(InetAddress address, String linkAddress) {
        return isShared(table.get(), address, linkAddress);
    }

    static boolean isShared(Map<InetAddress, Known> table, InetAddress address, String linkAddress) {
        return table.entrySet().stream()
                .filter(entry -> entry.getValue()
                        .neighbour()
                        .linkAddress()
                        .filter(linkAddress::equals)
                        .isPresent())
                .map(Map.Entry::getKey)
                .anyMatch(other -> !other.equals(address)
                        && other.getClass().equals(address.getClass())
                        && !other.isLinkLocalAddress());
    }

    /** Reads the tables now and waits for it. */
    public void refresh() {
        table.refresh();
    }

    private static Map<InetAddress, Known> read(Optional<HostCommand> command, Map<InetAddress, Known> before) {
        if (command.isEmpty()) {
            return before;
        }
        try {
            HostCommand.Output output = command.get().run("-json", "neighbour", "show");
            return output.succeeded() ? parse(output.text(), before, System.nanoTime()) : before;
        } catch (IOException e) {
            log.debug("Neighbours are not known", e);
            return before;
        }
    }

    /**
     * Reads {@code [{"dst":…,"dev":…,"lladdr":…,"state":["FAILED"]}]}.
     *
     * @throws IOException when it is not JSON
     */
    static Map<InetAddress, Known> parse(String output, Map<InetAddress, Known> before, long now) throws IOException {
        Map<InetAddress, Known> neighbours = new HashMap<>();
        for (JsonNode entry : JSON.readTree(output)) {
            Optional<InetAddress> address = Literals.address(entry.path("dst").asText(""));
            Optional<State> state = state(entry.path("state").path(0).asText(""));
            if (address.isPresent() && state.isPresent() && neighbours.size() < MAX_NEIGHBOURS) {
                Known known = known(entry, state.get(), Optional.ofNullable(before.get(address.get())), now);
                neighbours.merge(address.get(), known, KernelNeighbours::better);
            }
        }
        return Map.copyOf(neighbours);
    }

    private static Known known(JsonNode entry, State state, Optional<Known> before, long now) {
        Optional<String> linkAddress =
                Optional.of(entry.path("lladdr").asText("")).filter(text -> !text.isEmpty());
        String link = entry.path("dev").asText("");
        if (state == State.RESOLVED) {
            String word = entry.path("state").path(0).asText("");
            boolean answers = hears(word)
                    .orElseGet(() -> before.filter(known -> known.answersOn().contains(link))
                            .isPresent());
            return new Known(
                    new Neighbour(link, state, linkAddress),
                    Optional.empty(),
                    Map.of(link, linkAddress.orElse("")),
                    answers ? Set.of(link) : Set.of(),
                    word.equals("PERMANENT") ? Set.of(link) : Set.of());
        }
        long since = before.flatMap(Known::unresolvedSince).orElse(now);
        boolean failed = state == State.FAILED || now - since >= THREE_QUESTIONS.toNanos();
        return new Known(
                new Neighbour(link, failed ? State.FAILED : state), Optional.of(since), Map.of(), Set.of(), Set.of());
    }

    /** An address may be asked for on several links: one that answers is enough. */
    private static Known better(Known one, Known other) {
        Known better = one.neighbour().state().compareTo(other.neighbour().state()) <= 0 ? one : other;
        return new Known(
                better.neighbour(),
                better.unresolvedSince(),
                all(one.listedOn(), other.listedOn()),
                both(one.answersOn(), other.answersOn()),
                both(one.writtenDownOn(), other.writtenDownOn()));
    }

    private static Map<String, String> all(Map<String, String> one, Map<String, String> other) {
        Map<String, String> links = new HashMap<>(one);
        links.putAll(other);
        return Map.copyOf(links);
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> links = new HashSet<>(one);
        links.addAll(other);
        return Set.copyOf(links);
    }

    /** Whether it was heard lately (RFC 4861, 7.3.2); empty: as before, for a stale entry is one not asked for lately. */
    private static Optional<Boolean> hears(String word) {
        return switch (word) {
            case "REACHABLE", "DELAY", "PROBE" -> Optional.of(true);
            case "STALE" -> Optional.empty();
            default -> Optional.of(false);
        };
    }

    private static Optional<State> state(String word) {
        return switch (word) {
            case "REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT", "NOARP" -> Optional.of(State.RESOLVED);
            case "INCOMPLETE" -> Optional.of(State.ASKED);
            case "FAILED" -> Optional.of(State.FAILED);
            default -> Optional.empty();
        };
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
