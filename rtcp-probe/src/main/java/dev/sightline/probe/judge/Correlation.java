package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.host.Routes;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the RTCP that belongs to a stream: by the sockets on which the camera's own reports came, then by the media
 * server's port (the RTP port + 1, or the RTP port itself where RTP and RTCP share it), and by the SSRC only as a
 * hint, because units of one model share theirs. Where RTP of another stream arrives on the next port, that port is
 * the other's, and only what is addressed rightly to this camera still counts: anyone may send something like RTP there.
 */
final class Correlation {
    private final Map<Integer, List<RtcpTally>> bySourcePort;
    private final Map<Integer, List<RtcpTally>> byDestinationPort;
    private final Map<InetSocketAddress, Set<InetSocketAddress>> sendersTo = new HashMap<>();
    private final Map<Long, Integer> streamsWithSsrc = new HashMap<>();
    private final Map<Long, List<RtcpTally>> sentAbout = new HashMap<>();
    private final Routes routes;

    Correlation(List<RtpStream> streams, Collection<RtcpTally> tallies, Routes routes) {
        this.routes = routes;
        bySourcePort =
                tallies.stream().collect(groupingBy(tally -> source(tally).getPort()));
        byDestinationPort =
                tallies.stream().collect(groupingBy(tally -> destination(tally).getPort()));
        for (RtpStream stream : streams) {
            sendersTo
                    .computeIfAbsent(stream.destination(), absent -> new HashSet<>())
                    .add(stream.source());
            streamsWithSsrc.merge(stream.ssrc(), 1, Integer::sum);
        }
        tallies.stream()
                .filter(tally -> tally.direction() == Direction.OUT || tally.direction() == Direction.LOCAL)
                .forEach(tally -> tally.mediaSsrcs()
                        .forEach(ssrc -> sentAbout
                                .computeIfAbsent(ssrc, absent -> new ArrayList<>())
                                .add(tally)));
    }

    Feedback of(RtpStream stream) {
        int rtpPort = stream.localPort();
        InetSocketAddress next = new InetSocketAddress(stream.destination().getAddress(), (rtpPort + 1) & 0xffff);
        Set<InetSocketAddress> neighbours = sendersTo.getOrDefault(next, Set.of());
        Set<Integer> receiving = neighbours.isEmpty() ? Set.of(rtpPort, next.getPort()) : Set.of(rtpPort);
        List<RtcpTally> fromCamera = fromCamera(stream, receiving);
        Set<Integer> expected = expectedPorts(stream, fromCamera);
        Set<String> leading = leadingInterfaces(stream);
        Map<RtcpTally, Meaning> toCamera = new LinkedHashMap<>();
        for (int port : List.of(rtpPort, next.getPort())) {
            for (RtcpTally tally : bySourcePort.getOrDefault(port, List.of())) {
                Meaning meaning = meaning(stream, tally, expected, leading);
                boolean ofNeighbour = !receiving.contains(port)
                        && (meaning != Meaning.DELIVERED || neighbours.contains(destination(tally)));
                if (isSentBy(stream, tally) && !fromCamera.contains(tally) && !ofNeighbour) {
                    toCamera.put(tally, meaning);
                }
            }
        }
        return new Feedback(fromCamera, toCamera, elsewhere(stream, Set.of(rtpPort, next.getPort())));
    }

    /** The interfaces that lead to the camera: those by which its RTP arrives, and the one of the kernel's route. */
    Set<String> leadingInterfaces(RtpStream stream) {
        Set<String> leading = new HashSet<>(stream.interfaces());
        routes.to(stream.camera()).flatMap(Route::leavesBy).ifPresent(leading::add);
        return leading;
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
        if (streamsWithSsrc.getOrDefault(stream.ssrc(), 0) > 1) {
            return Optional.empty();
        }
        return sentAbout.getOrDefault(stream.ssrc(), List.of()).stream()
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
