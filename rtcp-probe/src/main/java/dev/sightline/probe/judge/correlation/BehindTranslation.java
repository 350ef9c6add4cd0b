package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The RTCP of a media server whose address this host translates, as that of a container. What leaves this host counts
 * where it leaves, from whatever port the translation gives it; what came from the container and did not leave, where it
 * came.
 */
final class BehindTranslation {
    private final Map<InetSocketAddress, List<RtcpTally>> bySource;
    private final Instant now;

    BehindTranslation(Collection<RtcpTally> tallies, Instant now) {
        this.bySource = tallies.stream()
                .filter(tally -> tally.direction() == Direction.UNKNOWN || tally.direction() == Direction.IN)
                .collect(groupingBy(RtcpTally::source));
        this.now = now;
    }

    /** What the media server to which {@code inner} goes sent from the ports of that stream, as it was last seen. */
    List<RtcpTally> sentFrom(RtpStream inner, Optional<AgreedSection> agreed) {
        Stream<Integer> usual = Stream.of(inner.localPort(), (inner.localPort() + 1) & 0xffff);
        return Stream.concat(usual, agreed.map(AgreedSection::serverRtcpPort).stream())
                .distinct()
                .map(port -> new InetSocketAddress(inner.destination().getAddress(), port))
                .flatMap(
                        socket -> bySource.getOrDefault(socket, List.of()).stream()
                                .collect(groupingBy(RtcpTally::destination))
                                .values()
                                .stream())
                .flatMap(this::lastSeen)
                .toList();
    }

    /** @param alike the same datagrams on a bridge and its port */
    private Stream<RtcpTally> lastSeen(List<RtcpTally> alike) {
        Optional<RtcpTally> outside = alike.stream()
                .flatMap(tally -> tally.continuation().stream())
                .max(Comparator.comparing(RtcpTally::last));
        RtcpTally inside =
                alike.stream().max(Comparator.comparingLong(RtcpTally::unique)).orElseThrow();
        Instant left = outside.map(RtcpTally::last).orElse(inside.first());
        Instant came = outside.isPresent() ? inside.last() : now;
        boolean stays = Duration.between(left, came).compareTo(WatchRules.UNDER_WAY) > 0;
        return stays ? Stream.concat(Stream.of(inside), outside.stream()) : outside.stream();
    }
}
