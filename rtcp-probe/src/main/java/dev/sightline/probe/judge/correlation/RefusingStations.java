package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.correlation.RefusingRouter.Saying;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.VirtualRouters;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The link addresses of the routers that refuse RTCP and are the first on its way, whatever IP address they answer with.
 * Answers of a router behind come by the same link address, but another router took of their hop limit.
 */
final class RefusingStations {
    /** @param vlans those of the frame where its address is a virtual router's, for each VLAN may have one of that number */
    private record Station(String interfaceName, long address, long vlans) {
        static Station of(String interfaceName, long address, long vlans) {
            return new Station(interfaceName, address, VirtualRouters.contain(address) ? vlans : 0);
        }
    }

    private final Map<Station, Set<Saying>> said = new HashMap<>();

    /** @param sent the RTCP that is refused */
    void add(Saying saying, Answer answer, RtcpTally sent) {
        boolean isOfTheFirst =
                answer.hopLimit().left() == 0 || answer.hopLimit().isWhole();
        if (!isOfTheFirst) {
            return;
        }
        if (answer.station() != 0) {
            add(
                    saying,
                    Station.of(
                            answer.refusal().interfaceName(),
                            answer.station(),
                            answer.ends().vlans()));
        }
        if (answer.hopLimit().isWhole()) { // who gets it under a virtual address answers under its own
            sent.stations().on(answer.refusal().interfaceName()).stream()
                    .filter(ends -> VirtualRouters.contain(ends.destination()))
                    .filter(ends -> ends.source() == answer.ends().destination() && !isAnotherVlan(ends, answer.ends()))
                    .forEach(ends -> add(
                            saying, Station.of(answer.refusal().interfaceName(), ends.destination(), ends.vlans())));
        }
    }

    /** A mirror port may tag what goes one way alone. */
    private static boolean isAnotherVlan(LinkEnds there, LinkEnds back) {
        return there.vlans() != 0 && back.vlans() != 0 && there.vlans() != back.vlans();
    }

    private void add(Saying saying, Station station) {
        said.computeIfAbsent(station, absent -> new HashSet<>()).add(saying);
    }

    /** Who refuses at the stations to which this RTCP goes; what a camera refuses as a router of others is not its own. */
    Stream<Saying> to(RtcpTally sent) {
        InetAddress camera = sent.destination().getAddress();
        return said.isEmpty()
                ? Stream.of()
                : stations(sent)
                        .flatMap(station -> said.getOrDefault(station, Set.of()).stream())
                        .filter(saying -> !saying.reporter().equals(camera));
    }

    private static Stream<Station> stations(RtcpTally sent) {
        return Stream.concat(Stream.of(sent.key().interfaceName()), sent.twins().stream())
                .flatMap(name -> sent.stations().on(name).stream()
                        .filter(LinkEnds::isForOne)
                        .map(ends -> Station.of(name, ends.destination(), ends.vlans())));
    }
}
