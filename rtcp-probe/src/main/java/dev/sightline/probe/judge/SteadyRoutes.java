package dev.sightline.probe.judge;

import dev.sightline.probe.Route;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.judge.seen.SocketPair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host's routes, each asked for once while streams are judged: the kernel answers at any time, and what was not known
 * for one half of a judgement must not count as known for the other. Not for several threads.
 */
final class SteadyRoutes implements Routes {
    private final Routes routes;
    private final Map<InetAddress, Answer> byAddress = new HashMap<>();
    private final Map<Path, Answer> byPath = new HashMap<>();
    private final Map<SocketPair, Answer> bySockets = new HashMap<>();

    private record Path(InetAddress address, InetAddress source) {
        /** By hand, for it is asked for each stream: a record's own goes through method handles. */
        @Override
        public int hashCode() {
            return 31 * address.hashCode() + source.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Path path && address.equals(path.address) && source.equals(path.source);
        }
    }

    private record Answer(Optional<Route> route, boolean pending) {
        /** There was none, and none is to come: it may have come between the two questions. */
        boolean isMissing() {
            return !pending && route.isEmpty();
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
        Answer known = byAddress.get(address);
        if (known == null) {
            known = new Answer(routes.to(address), routes.isPending(address));
            known = known.isMissing() ? new Answer(routes.to(address), /* pending= */ false) : known;
            byAddress.put(address, known);
        }
        return known;
    }

    private Answer answer(InetAddress address, InetAddress source) {
        Path asked = new Path(address, source);
        Answer known = byPath.get(asked);
        if (known == null) {
            known = new Answer(routes.to(address, source), routes.isPending(address, source));
            known = known.isMissing() ? new Answer(routes.to(address, source), /* pending= */ false) : known;
            byPath.put(asked, known);
        }
        return known;
    }

    private Answer answer(InetSocketAddress destination, InetSocketAddress source) {
        SocketPair asked = new SocketPair(source, destination);
        Answer known = bySockets.get(asked);
        if (known == null) {
            known = new Answer(routes.to(destination, source), routes.isPending(destination, source));
            known = known.isMissing() ? new Answer(routes.to(destination, source), /* pending= */ false) : known;
            bySockets.put(asked, known);
        }
        return known;
    }
}
