package dev.sightline.probe.host;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Route;
import dev.sightline.probe.Wording;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for routes through {@code ip -json route get}, which needs no right and honours policy rules. The
 * questions are put on a thread of its own, those of a moment together: {@link #to} answers what is known already.
 * Thread-safe.
 */
public final class KernelRoutes implements Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelRoutes.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MAX_ADDRESSES = 4_096;
    private static final int MAX_QUESTIONS = 256;
    private static final int MAX_OUTPUT = 1 << 20;

    /** What was answered, and when it was asked for ({@link System#nanoTime}). */
    private record Known(Optional<Route> route, long askedAt) {}

    private final Optional<HostCommand> command;
    private final Map<InetAddress, Known> known = Collections.synchronizedMap(new RecentMap<>(MAX_ADDRESSES));
    private final Set<InetAddress> questions = new LinkedHashSet<>();
    private final ExecutorService asking = Workers.one("probe-routes");

    private KernelRoutes(Optional<HostCommand> command) {
        this.command = command;
    }

    /** Looks for {@code ip} where it is usually installed; without it no route is ever known. */
    public static KernelRoutes open() {
        Optional<HostCommand> command = HostCommand.find("ip", ANSWER, MAX_OUTPUT);
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
            askLater(address);
        }
        return answer == null ? Optional.empty() : answer.route();
    }

    private void askLater(InetAddress address) {
        boolean first;
        synchronized (questions) {
            if (questions.size() >= MAX_QUESTIONS) {
                return;
            }
            first = questions.isEmpty();
            questions.add(address);
        }
        if (first) {
            try {
                asking.execute(this::askAll);
            } catch (RejectedExecutionException closed) {
                log.debug("Routes are no longer asked for");
            }
        }
    }

    private void askAll() {
        List<InetAddress> addresses;
        synchronized (questions) {
            addresses = new ArrayList<>(questions);
            questions.clear();
        }
        List<Optional<Route>> answers = ask(addresses, Optional.empty());
        for (int i = 0; i < answers.size(); i++) {
            known.put(addresses.get(i), new Known(answers.get(i), System.nanoTime()));
        }
    }

    /**
     * Asks the kernel now and waits for its answers.
     *
     * @param source the address that the packets would be sent from; empty: the kernel chooses
     * @return one answer per address; empty where the kernel did not answer
     */
    public List<Optional<Route>> ask(List<InetAddress> addresses, Optional<InetAddress> source) {
        if (command.isEmpty()) {
            return Collections.nCopies(addresses.size(), Optional.empty());
        }
        StringBuilder batch = new StringBuilder();
        String from = source.map(address -> " from " + Wording.address(address)).orElse("");
        addresses.forEach(address -> batch.append("route get ")
                .append(Wording.address(asSent(address)))
                .append(from)
                .append('\n'));
        try {
            List<Optional<Route>> answers = RouteAnswers.ofBatch(
                    addresses.size(),
                    command.get().runWithInput(batch.toString(), "-details", "-json", "-force", "-batch", "-"));
            return withRules(addresses, answers);
        } catch (IOException e) {
            log.debug("Routes are not known", e);
            return Collections.nCopies(addresses.size(), Optional.empty());
        }
    }

    /** The kernel sends to the loopback address what is sent to {@code ::}, but finds no route for it when asked. */
    private static InetAddress asSent(InetAddress address) {
        return address instanceof Inet6Address && address.isAnyLocalAddress()
                ? Literals.address("::1").orElse(address)
                : address;
    }

    private List<Optional<Route>> withRules(List<InetAddress> addresses, List<Optional<Route>> answers)
            throws IOException {
        boolean needed = answers.stream().flatMap(Optional::stream).anyMatch(KernelRoutes::isUnusual);
        if (!needed) {
            return answers;
        }
        PolicyRules ipv4 = rules("-4");
        PolicyRules ipv6 = rules("-6");
        List<Optional<Route>> named = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            InetAddress address = addresses.get(i);
            PolicyRules rules = address instanceof Inet6Address ? ipv6 : ipv4;
            named.add(answers.get(i).map(route -> withRule(route, rules.leadingTo(address, route))));
        }
        return named;
    }

    private static boolean isUnusual(Route route) {
        return switch (route.table()) {
            case "local", "main", "default" -> false;
            case "" -> !route.isLocal() && route.kind() != Route.Kind.NO_ROUTE;
            default -> true;
        };
    }

    private static Route withRule(Route route, Optional<String> rule) {
        return new Route(route.interfaceName(), route.gateway(), route.source(), route.kind(), route.table(), rule);
    }

    private PolicyRules rules(String family) throws IOException {
        HostCommand.Output output = command.orElseThrow().run(family, "-details", "-json", "rule");
        return output.succeeded() ? PolicyRules.parse(output.text()) : PolicyRules.NONE;
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
