package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Route;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the kernel sends RTCP for a camera, its ports heeded. A socket that is bound to an address goes by the rules for
 * it; for one that is bound to none the kernel looks without it.
 */
public final class FlowRoutes {
    private final Routes routes;

    public FlowRoutes(Routes routes) {
        this.routes = routes;
    }

    public Optional<Route> of(InetSocketAddress source, InetSocketAddress destination) {
        return routes.to(destination, source).or(() -> routes.to(destination, unbound(source)));
    }

    /** The one by which it was seen leaving; empty where the kernel sends it another way, or does not say. */
    public Optional<Route> taken(RtcpTally tally) {
        return all(tally)
                .filter(route -> route.leavesBy()
                        .filter(name -> name.equals(tally.key().interfaceName())
                                || tally.twins().contains(name))
                        .isPresent())
                .findFirst();
    }

    /** Whether the kernel says where it sends it. */
    boolean isKnown(RtcpTally tally) {
        return all(tally).findAny().isPresent();
    }

    private Stream<Route> all(RtcpTally tally) {
        return Stream.of(tally.source(), unbound(tally.source()))
                .flatMap(source -> routes.to(tally.destination(), source).stream());
    }

    public boolean isPending(RtcpTally tally) {
        return Stream.of(tally.source(), unbound(tally.source()))
                .anyMatch(source -> routes.isPending(tally.destination(), source));
    }

    private static InetSocketAddress unbound(InetSocketAddress source) {
        return new InetSocketAddress(source.getPort());
    }
}
