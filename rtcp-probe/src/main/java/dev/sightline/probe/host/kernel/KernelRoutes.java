package dev.sightline.probe.host.kernel;

import dev.sightline.probe.Route;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel for routes through {@code ip -json route get}, which needs no right and honours policy rules. The
 * questions are put on a thread of its own, those of a moment together: {@link #to} answers what is known already.
 * Thread-safe.
 */
public final class KernelRoutes implements Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelRoutes.class);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final ExecutorService asking = Workers.one("probe-routes");
    private final Refreshed<ConnectedNetworks> networks = new Refreshed<>(
            ConnectedNetworks.now(new ConnectedNetworks(Map.of())), FRESH, asking, ConnectedNetworks::now);
    private final Optional<Known> known;

    /** What {@code ip} tells. */
    private record Known(IpCommand command, AnsweredRoutes routes, Refreshed<Optional<PolicyRules>> policy) {
        /** Only where a policy rule looks at more than addresses there is more to ask. */
        boolean heedsPorts() {
            return policy.get().map(PolicyRules::heedPorts).orElse(false);
        }
    }

    private KernelRoutes(Optional<IpCommand> command) {
        this.known = command.map(ip -> new Known(
                ip,
                new AnsweredRoutes(ip::routes, FRESH, asking),
                new Refreshed<>(Optional.empty(), FRESH, asking, before -> Optional.of(ip.rules()))));
    }

    /** Looks for {@code ip} where it is usually installed; without it no route is ever known. */
    public static KernelRoutes open() {
        Optional<IpCommand> command = IpCommand.find();
        if (command.isEmpty()) {
            log.warn("No ip command was found, so routes are not known; on Debian: apt-get install iproute2");
        }
        return new KernelRoutes(command);
    }

    @Override
    public Optional<Route> to(InetAddress address) {
        return answer(RouteQuestion.to(address, Optional.empty()));
    }

    @Override
    public Optional<Route> to(InetAddress address, InetAddress source) {
        return answer(RouteQuestion.to(address, Optional.of(source)));
    }

    @Override
    public Optional<Route> to(InetSocketAddress destination, InetSocketAddress source) {
        return known.filter(Known::heedsPorts).isPresent()
                ? answer(RouteQuestion.flow(destination, source))
                : to(destination.getAddress(), source.getAddress());
    }

    private Optional<Route> answer(RouteQuestion question) {
        return known.isPresent() ? known.get().routes().to(question) : Optional.empty();
    }

    @Override
    public boolean isPending(InetAddress address) {
        return isPending(RouteQuestion.to(address, Optional.empty()));
    }

    @Override
    public boolean isPending(InetAddress address, InetAddress source) {
        return isPending(address) || isPending(RouteQuestion.to(address, Optional.of(source)));
    }

    @Override
    public boolean isPending(InetSocketAddress destination, InetSocketAddress source) {
        if (known.isEmpty()) {
            return false;
        }
        Known ip = known.get();
        return ip.policy().get().isEmpty()
                || isPending(destination.getAddress(), source.getAddress())
                || (ip.heedsPorts() && ip.routes().isAwaited(RouteQuestion.flow(destination, source)));
    }

    private boolean isPending(RouteQuestion question) {
        return known.isPresent() && known.get().routes().isPending(question);
    }

    @Override
    public boolean isOnLink(InetAddress address, String interfaceName) {
        return networks.get().contain(address, interfaceName);
    }

    @Override
    public boolean mayHeedRules() {
        return known.filter(ip -> ip.policy()
                        .get()
                        .map(policy -> !policy.rules().isEmpty())
                        .orElse(true))
                .isPresent();
    }

    @Override
    public boolean mayHeedMarks() {
        return known.filter(ip -> ip.policy().get().map(PolicyRules::heedMarks).orElse(true))
                .isPresent();
    }

    /**
     * Asks the kernel now and waits for its answers.
     *
     * @param source the address that the packets would be sent from; empty: the kernel chooses
     * @return one answer per address; empty where the kernel did not answer
     */
    public List<Optional<Route>> ask(List<InetAddress> addresses, Optional<InetAddress> source) {
        return known.map(ip -> ip.command()
                        .routes(addresses.stream()
                                .map(address -> RouteQuestion.to(address, source))
                                .toList()))
                .orElseGet(() -> Collections.nCopies(addresses.size(), Optional.empty()));
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
