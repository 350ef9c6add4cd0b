package dev.sightline.probe;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.Datagram.Direction;
import dev.sightline.probe.RtcpFlow.Meaning;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the RTCP that belongs to a stream: by the sockets on which the camera's own reports came, then by the media
 * server's port (the RTP port + 1, or the RTP port itself where RTP and RTCP share it), and by the SSRC only as a
 * hint, because units of one model share theirs.
 */
final class Correlation {
    private final List<RtpStream> streams;
    private final Collection<RtcpTally> tallies;
    private final Map<Integer, List<RtcpTally>> bySourcePort;
    private final Map<Integer, List<RtcpTally>> byDestinationPort;
    private final Set<InetSocketAddress> rtpSockets = new HashSet<>();
    private final Routes routes;

    Correlation(List<RtpStream> streams, Collection<RtcpTally> tallies, Routes routes) {
        this.streams = streams;
        this.tallies = tallies;
        this.routes = routes;
        bySourcePort =
                tallies.stream().collect(groupingBy(tally -> source(tally).getPort()));
        byDestinationPort =
                tallies.stream().collect(groupingBy(tally -> destination(tally).getPort()));
        streams.forEach(stream -> rtpSockets.add(stream.destination()));
    }

    Feedback of(RtpStream stream) {
        Set<Integer> localPorts = localRtcpPorts(stream);
        List<RtcpTally> fromCamera = fromCamera(stream, localPorts);
        Set<Integer> expected = expectedPorts(stream, fromCamera);
        Set<String> leading = leadingInterfaces(stream);
        Map<RtcpTally, Meaning> toCamera = new LinkedHashMap<>();
        for (int port : localPorts) {
            bySourcePort.getOrDefault(port, List.of()).stream()
                    .filter(tally -> isSentBy(stream, tally) && !fromCamera.contains(tally))
                    .forEach(tally -> toCamera.put(tally, meaning(stream, tally, expected, leading)));
        }
        return new Feedback(fromCamera, toCamera, elsewhere(stream, localPorts));
    }

    /** The interfaces that lead to the camera: those by which its RTP arrives, and the one of the kernel's route. */
    Set<String> leadingInterfaces(RtpStream stream) {
        Set<String> leading = new HashSet<>(stream.interfaces());
        routes.to(stream.camera()).map(Route::interfaceName).ifPresent(leading::add);
        return leading;
    }

    /** The next port is another stream's where that one's RTP arrives on it: then this stream shares its port with RTCP. */
    private Set<Integer> localRtcpPorts(RtpStream stream) {
        int port = stream.localPort();
        InetSocketAddress next = new InetSocketAddress(stream.destination().getAddress(), (port + 1) & 0xffff);
        return rtpSockets.contains(next) ? Set.of(port) : Set.of(port, next.getPort());
    }

    private List<RtcpTally> fromCamera(RtpStream stream, Set<Integer> localPorts) {
        return localPorts.stream()
                .flatMap(port -> byDestinationPort.getOrDefault(port, List.of()).stream())
                .filter(tally -> tally.direction() != Direction.OUT)
                .filter(tally -> source(tally).getAddress().equals(stream.camera()))
                .sorted(Comparator.comparing(RtcpTally::first))
                .toList();
    }

    /**
     * Where the camera expects RTCP: the port from which it sends its own (the latest, for it may have started anew),
     * and its RTP port + 1; its RTP port only while nothing says that it keeps RTCP apart (RFC 3550, 11; RFC 5761).
     */
    private static Set<Integer> expectedPorts(RtpStream stream, List<RtcpTally> fromCamera) {
        int rtp = stream.source().getPort();
        int next = (rtp + 1) & 0xffff;
        return fromCamera.stream()
                .max(Comparator.comparing(RtcpTally::last))
                .map(tally -> source(tally).getPort())
                .map(rtcp -> rtcp == rtp || rtcp == next ? Set.of(rtcp) : Set.of(rtcp, next))
                .orElse(Set.of(rtp, next));
    }

    private static boolean isSentBy(RtpStream stream, RtcpTally tally) {
        return switch (tally.direction()) {
            case OUT, LOCAL -> true;
            case IN -> false;
            case UNKNOWN ->
                source(tally).getAddress().equals(stream.destination().getAddress());
        };
    }

    private static Meaning meaning(RtpStream stream, RtcpTally tally, Set<Integer> expected, Set<String> leading) {
        if (!leading.contains(tally.key().interfaceName())) {
            return Meaning.TRAPPED;
        }
        if (!destination(tally).getAddress().equals(stream.camera())) {
            return Meaning.WRONG_HOST;
        }
        return expected.contains(destination(tally).getPort()) ? Meaning.DELIVERED : Meaning.WRONG_PORT;
    }

    private Optional<RtcpTally> elsewhere(RtpStream stream, Set<Integer> localPorts) {
        boolean shared = streams.stream().anyMatch(other -> other != stream && other.ssrc() == stream.ssrc());
        if (shared) {
            return Optional.empty();
        }
        return tallies.stream()
                .filter(tally -> tally.names(stream.ssrc()))
                .filter(tally -> tally.direction() == Direction.OUT || tally.direction() == Direction.LOCAL)
                .filter(tally -> !localPorts.contains(source(tally).getPort()))
                .max(Comparator.comparing(RtcpTally::last));
    }

    private static InetSocketAddress source(RtcpTally tally) {
        return tally.key().source();
    }

    private static InetSocketAddress destination(RtcpTally tally) {
        return tally.key().destination();
    }
}
