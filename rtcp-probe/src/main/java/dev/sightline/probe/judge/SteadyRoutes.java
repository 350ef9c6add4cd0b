package dev.sightline.probe.judge;

import dev.sightline.probe.Route;
import dev.sightline.probe.host.Routes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The host's routes, each asked for once while streams are judged: the kernel answers at any time, and what was not known
 * for one half of a judgement must not count as known for the other. Not for several threads.
 */
final class SteadyRoutes implements Routes {
    private final Routes routes;
    private final Map<InetAddress, Answer> byAddress = new HashMap<>();
    private final Map<Path, Answer> byPath = new HashMap<>();
    private final Map<Sockets, Answer> bySockets = new HashMap<>();

    private record Path(InetAddress address, InetAddress source) {}

    private record Sockets(InetSocketAddress destination, InetSocketAddress source) {}

    private record Answer(Optional<Route> route, boolean pending) {
        /** Asking comes first; once nothing is pending, the answer is there. */
        static Answer of(Supplier<Optional<Route>> route, BooleanSupplier isPending) {
            Optional<Route> known = route.get();
            boolean pending = isPending.getAsBoolean();
            return new Answer(pending ? known : route.get(), pending);
        }
    }

    SteadyRoutes(Routes routes) {
        this.routes = routes;
    }

    @Override
    public Optional<Route> to(InetAddress address) {
        return answer(address).route();
    }

    @Override
    public Optional<Route> to(InetAddress address, InetAddress source) {
        return answer(address, source).route();
    }

    @Override
    public Optional<Route> to(InetSocketAddress destination, InetSocketAddress source) {
        return answer(destination, source).route();
    }

    @Override
    public boolean isPending(InetAddress address) {
        return answer(address).pending();
    }

    @Override
    public boolean isPending(InetAddress address, InetAddress source) {
        return answer(address, source).pending() || isPending(address);
    }

    @Override
    public boolean isPending(InetSocketAddress destination, InetSocketAddress source) {
        return answer(destination, source).pending();
    }

    @Override
    public boolean isOnLink(InetAddress address, String interfaceName) {
        return routes.isOnLink(address, interfaceName);
    }

    @Override
    public boolean mayHeedRules() {
        return routes.mayHeedRules();
    }

    @Override
    public boolean mayHeedMarks() {
        return routes.mayHeedMarks();
    }

    private Answer answer(InetAddress address) {
        return byAddress.computeIfAbsent(
                address, asked -> Answer.of(() -> routes.to(asked), () -> routes.isPending(asked)));
    }

    private Answer answer(InetAddress address, InetAddress source) {
        return byPath.computeIfAbsent(
                new Path(address, source),
                asked -> Answer.of(() -> routes.to(address, source), () -> routes.isPending(address, source)));
    }

    private Answer answer(InetSocketAddress destination, InetSocketAddress source) {
        return bySockets.computeIfAbsent(
                new Sockets(destination, source),
                asked -> Answer.of(() -> routes.to(destination, source), () -> routes.isPending(destination, source)));
    }
}
