package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Route;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The router to which RTCP goes first: by the kernel's route, else by the link addresses that get it, else by nothing but
 * the interface.
 */
record Hop(Optional<InetAddress> router, List<Long> stations, String interfaceName) {
    /** Empty where it goes to the camera itself. */
    static Optional<Hop> of(RtcpTally tally, FlowRoutes routes) {
        if (tally.direction() == Direction.LOCAL) {
            return Optional.empty();
        }
        Optional<Route> route = routes.of(tally.source(), tally.destination());
        if (route.isPresent()) {
            return route.flatMap(Route::gateway).map(router -> new Hop(Optional.of(router), List.of(), ""));
        }
        String name = tally.key().interfaceName();
        List<Long> stations = tally.stations().on(name).stream()
                .filter(LinkEnds::isForOne)
                .map(LinkEnds::destination)
                .distinct()
                .sorted()
                .toList();
        return Optional.of(new Hop(Optional.empty(), stations, stations.isEmpty() ? name : ""));
    }
}
