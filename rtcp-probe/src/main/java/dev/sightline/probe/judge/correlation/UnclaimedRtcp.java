package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.SeenRtcp;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * RTCP that leaves by a port to which no RTP is known to come, nor to the one below: whose it is no port tells. Its
 * destination and the source that it names make it perhaps a stream's, also where a relay on this host hands the media on,
 * so that two streams have that source. Not for several threads.
 */
final class UnclaimedRtcp {
    private final SeenRtcp rtcp;
    private final StreamIndex streams;
    private Map<InetAddress, List<RtcpTally>> byDestination = Map.of();
    private boolean sorted;

    UnclaimedRtcp(SeenRtcp rtcp, StreamIndex streams) {
        this.rtcp = rtcp;
        this.streams = streams;
    }

    /** Only where somebody asks: who is served does not. */
    private Map<InetAddress, List<RtcpTally>> byDestination() {
        if (!sorted) {
            sorted = true;
            byDestination = Stream.concat(
                            rtcp.tallies().stream()
                                    .filter(tally -> tally.direction() == Direction.OUT)
                                    .filter(tally -> !isClaimed(tally.source())),
                            rtcp.unwatched().stream())
                    .collect(groupingBy(tally -> tally.destination().getAddress()));
        }
        return byDestination;
    }

    private boolean isClaimed(InetSocketAddress source) {
        return streams.hasSocket(source.getAddress(), source.getPort())
                || streams.hasSocket(source.getAddress(), source.getPort() - 1 & 0xffff);
    }

    /** What left for the stream's camera and names its source: the latest for where it is expected, before any other. */
    Optional<RtcpTally> perhapsFor(RtpStream stream, ExpectedPorts expected) {
        return byDestination().getOrDefault(stream.camera(), List.of()).stream()
                .filter(tally -> tally.speaksOf(stream))
                .max(Comparator.comparing((RtcpTally tally) ->
                                expected.mayBe(tally.destination().getPort()))
                        .thenComparing(RtcpTally::last));
    }
}
