package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was seen of one flow of RTCP on several interfaces, counted as one: a link of a bond sees a part of it, and a host that
 * forwards sees all of it twice, in either order.
 */
final class FlowOfCopies {
    private FlowOfCopies() {}

    /**
     * @param tallies at least one, all of the same sockets
     * @param towardsCamera the interfaces by which the camera's RTP comes in: where one of them is among those of the flow,
     *     the flow is said to be there
     */
    static RtcpFlow of(List<RtcpTally> tallies, Meaning meaning, Collection<String> towardsCamera) {
        return tallies.size() == 1 ? alone(tallies, meaning) : together(tallies, meaning, towardsCamera);
    }

    private static RtcpFlow alone(List<RtcpTally> tallies, Meaning meaning) {
        RtcpTally only = tallies.get(0);
        return new RtcpFlow(
                only.key().interfaceName(),
                List.of(),
                only.source(),
                only.destination(),
                meaning,
                only.datagrams(),
                types(tallies),
                only.first(),
                only.last());
    }

    private static RtcpFlow together(List<RtcpTally> tallies, Meaning meaning, Collection<String> towardsCamera) {
        RtcpTally main = tallies.stream()
                .max(Comparator.comparing((RtcpTally tally) ->
                                towardsCamera.contains(tally.key().interfaceName()))
                        .thenComparing(RtcpTally::unique)
                        .thenComparing(RtcpTally::datagrams))
                .orElseThrow();
        return new RtcpFlow(
                main.key().interfaceName(),
                tallies.stream()
                        .map(tally -> tally.key().interfaceName())
                        .filter(name -> !name.equals(main.key().interfaceName()))
                        .distinct()
                        .toList(),
                main.source(),
                main.destination(),
                meaning,
                Math.max(unique(tallies), most(tallies).datagrams()),
                types(tallies),
                tallies.stream()
                        .map(RtcpTally::first)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                tallies.stream()
                        .map(RtcpTally::last)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    /** Some may have been seen first on an interface on which they mean something else, as on the way into this host. */
    private static SortedMap<String, Long> types(List<RtcpTally> tallies) {
        RtcpTally most = most(tallies);
        if (tallies.size() == 1 && most.copiedTypes().isEmpty()) {
            return new TreeMap<>(most.types());
        }
        SortedMap<String, Long> types = new TreeMap<>();
        if (most.datagrams() > unique(tallies)) {
            types.putAll(most.types());
            most.copiedTypes().forEach((type, count) -> types.merge(type, count, Long::sum));
        } else {
            tallies.forEach(tally -> tally.types().forEach((type, count) -> types.merge(type, count, Long::sum)));
        }
        return types;
    }

    private static RtcpTally most(List<RtcpTally> tallies) {
        return tallies.size() == 1
                ? tallies.get(0)
                : tallies.stream()
                        .max(Comparator.comparing(RtcpTally::datagrams))
                        .orElseThrow();
    }

    private static long unique(List<RtcpTally> tallies) {
        return tallies.stream().mapToLong(RtcpTally::unique).sum();
    }
}
