package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.judge.seen.Rises;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The RTCP seen, by what it is looked for. */
final class RtcpIndex {
    /** However much a stranger sends to one port, looking for what belongs to a stream stays cheap. */
    private static final int MAX_CANDIDATES = 64;

    /** A camera's address, and the media server's port that it sends to or gets something from. */
    private record Way(InetAddress camera, int port) {
        /** By hand, for it is asked for each stream: a record's own goes through method handles. */
        @Override
        public int hashCode() {
            return 31 * camera.hashCode() + port;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Way way && port == way.port && camera.equals(way.camera);
        }
    }

    private final Map<Integer, List<RtcpTally>> bySourcePort;
    private final Map<Way, List<RtcpTally>> byReceiver;
    private final Map<InetSocketAddress, List<RtcpTally>> incoming;
    private final Map<Way, List<RtcpTally>> reports;
    private final Map<Long, List<RtcpTally>> sentAbout = new HashMap<>();
    private final Map<Long, List<RtcpTally>> reportsOfSource = new HashMap<>();

    RtcpIndex(Collection<RtcpTally> tallies) {
        bySourcePort = tallies.stream()
                .filter(tally -> tally.direction() != Direction.IN)
                .collect(groupingBy(tally -> tally.source().getPort()));
        byReceiver = tallies.stream()
                .filter(tally -> tally.direction() != Direction.IN)
                .collect(groupingBy(tally ->
                        new Way(tally.destination().getAddress(), tally.source().getPort())));
        incoming = tallies.stream()
                .filter(tally -> tally.direction() == Direction.IN)
                .collect(groupingBy(RtcpTally::source));
        reports = tallies.stream()
                .filter(tally -> tally.direction() != Direction.OUT)
                .collect(groupingBy(tally ->
                        new Way(tally.source().getAddress(), tally.destination().getPort())));
        bySourcePort.replaceAll((port, some) -> latest(some));
        byReceiver.replaceAll((way, some) -> latest(some));
        incoming.replaceAll((socket, some) -> latest(some));
        reports.replaceAll((way, some) -> latest(some));
        for (RtcpTally tally : tallies) {
            if (tally.direction() != Direction.IN) {
                add(sentAbout, tally.mediaSsrcs(), tally);
            }
            if (tally.direction() != Direction.OUT) {
                add(reportsOfSource, tally.senderSsrcs(), tally);
            }
        }
    }

    private static void add(Map<Long, List<RtcpTally>> bySource, Set<Long> ssrcs, RtcpTally tally) {
        ssrcs.forEach(ssrc ->
                bySource.computeIfAbsent(ssrc, absent -> new ArrayList<>()).add(tally));
    }

    private static List<RtcpTally> latest(List<RtcpTally> some) {
        return latest(some, RtcpTally::last);
    }

    /** Those seen last, of as many as may be looked at. */
    static <T> List<T> latest(List<T> some, Function<T, Instant> last) {
        return some.size() <= MAX_CANDIDATES
                ? some
                : some.stream()
                        .sorted(Comparator.comparing(last).reversed())
                        .limit(MAX_CANDIDATES)
                        .toList();
    }

    /** What did not come in, from a port; where that is too much to look at, what is for the camera in any case. */
    Collection<RtcpTally> sentFrom(int port, InetAddress camera) {
        List<RtcpTally> all = bySourcePort.getOrDefault(port, List.of());
        if (all.size() < MAX_CANDIDATES) {
            return all;
        }
        Set<RtcpTally> both = new LinkedHashSet<>(byReceiver.getOrDefault(new Way(camera, port), List.of()));
        both.addAll(all);
        return both;
    }

    /** What did not come in, from one socket to another. */
    List<RtcpTally> sent(InetSocketAddress from, InetSocketAddress to) {
        return byReceiver.getOrDefault(new Way(to.getAddress(), from.getPort()), List.of()).stream()
                .filter(tally ->
                        tally.source().equals(from) && tally.destination().equals(to))
                .toList();
    }

    /** What came in for this host itself, from a socket. */
    List<RtcpTally> cameFrom(InetSocketAddress socket) {
        return incoming.getOrDefault(socket, List.of());
    }

    /** What did not go out, from an address for a port. */
    List<RtcpTally> reports(InetAddress sender, int port) {
        return reports.getOrDefault(new Way(sender, port), List.of());
    }

    /** What did not come in, and speaks of a source. */
    List<RtcpTally> sentAbout(long ssrc) {
        return sentAbout.getOrDefault(ssrc, List.of());
    }

    /** What did not go out, in which a source describes itself. */
    List<RtcpTally> reportsOf(long ssrc) {
        return reportsOfSource.getOrDefault(ssrc, List.of());
    }

    /** What the RTCP from this address, and for it, tells of its RTP. */
    CameraSigns signs(InetAddress camera) {
        List<RtcpTally> from = reports.entrySet().stream()
                .filter(way -> way.getKey().camera().equals(camera))
                .flatMap(way -> way.getValue().stream())
                .toList();
        Stream<Rises> received = bySourcePort.values().stream()
                .flatMap(List::stream)
                .filter(tally -> tally.destination().getAddress().equals(camera))
                .map(RtcpTally::received);
        return new CameraSigns(
                from.stream().map(RtcpTally::last).max(Comparator.naturalOrder()),
                Stream.concat(from.stream().map(RtcpTally::sent), received)
                        .flatMap(rises -> rises.sources().stream().flatMap(ssrc -> rises.last(ssrc).stream()))
                        .map(Rises.Rise::to)
                        .max(Comparator.naturalOrder()));
    }
}
