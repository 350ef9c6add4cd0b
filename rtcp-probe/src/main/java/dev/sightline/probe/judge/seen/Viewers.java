package dev.sightline.probe.judge.seen;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Streams that are left out because they are a viewer's: among STUN or DTLS, and without a report that can be read, as a
 * viewer's are SRTCP (RFC 3711, 3.4).
 *
 * @param streams those that are certainly RTP, by whom they come from
 */
public record Viewers(Map<InetAddress, List<RtpStream>> streams) {
    /**
     * Those among {@code streams}, which are certainly RTP.
     *
     * @param tallies the RTCP seen
     */
    public static Viewers among(
            Collection<RtpStream> streams, WebRtcTransports transports, Collection<RtcpTally> tallies) {
        Map<InetAddress, List<RtpStream>> possible = streams.stream()
                .filter(stream -> transports.contain(stream.pair(), stream.last()))
                .collect(groupingBy(RtpStream::camera));
        if (possible.isEmpty()) {
            return new Viewers(Map.of());
        }
        Map<InetAddress, List<RtcpTally>> reports = tallies.stream()
                .filter(tally -> tally.direction() != Direction.OUT
                        && possible.containsKey(tally.source().getAddress()))
                .collect(groupingBy(tally -> tally.source().getAddress()));
        possible.replaceAll((address, some) -> some.stream()
                .filter(stream -> reports.getOrDefault(address, List.of()).stream()
                        .noneMatch(tally -> isReadableReport(tally, stream)))
                .toList());
        possible.values().removeIf(List::isEmpty);
        return new Viewers(possible);
    }

    private static boolean isReadableReport(RtcpTally tally, RtpStream stream) {
        int above = tally.destination().getPort() - stream.localPort();
        return (above == 0 || above == 1) && tally.sent().sources().stream().anyMatch(stream::hasSent);
    }

    boolean contain(RtpStream stream) {
        return streams.getOrDefault(stream.camera(), List.of()).contains(stream);
    }

    /** The one that began first of those that come from there. */
    public Optional<RtpStream> first(InetAddress camera) {
        return streams.getOrDefault(camera, List.of()).stream().findFirst();
    }
}
