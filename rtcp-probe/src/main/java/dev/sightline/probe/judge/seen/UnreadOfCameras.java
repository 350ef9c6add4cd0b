package dev.sightline.probe.judge.seen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@link UnreadRtcp} by the address of the camera that it may be of, for one judgement: where every port is watched, each
 * viewer's SRTCP is among it, and each camera would be looked for among all of them.
 */
public final class UnreadOfCameras {
    private final Map<InetAddress, List<UnreadRtcp.Flow>> to = new HashMap<>();
    private final Map<InetAddress, List<UnreadRtcp.Flow>> from = new HashMap<>();
    private final WatchRules rules;

    UnreadOfCameras(Collection<UnreadRtcp.Flow> here, Collection<UnreadRtcp.Flow> arrived, WatchRules rules) {
        this.rules = rules;
        here.forEach(flow -> add(to, flow.key().destination(), flow));
        arrived.forEach(flow -> add(from, flow.key().source(), flow));
    }

    private static void add(
            Map<InetAddress, List<UnreadRtcp.Flow>> flows, InetSocketAddress camera, UnreadRtcp.Flow flow) {
        flows.computeIfAbsent(camera.getAddress(), absent -> new ArrayList<>()).add(flow);
    }

    /** Those that left for an address; what it sent itself is asked for only beside these. */
    public List<UnreadRtcp.Flow> to(InetAddress camera) {
        return to.getOrDefault(camera, List.of());
    }

    /**
     * What lately left from one of the stream's ports, and the address that its RTP is sent to, for a port on which its
     * camera may listen: nobody but this host can send it.
     *
     * @param isExpected whether the camera may listen on a port, besides those from which it sends
     */
    public Optional<UnreadRtcp.Flow> feedback(
            RtpStream stream, Set<Integer> localPorts, IntPredicate isExpected, Instant now) {
        Set<Integer> ports = reports(stream, localPorts)
                .map(flow -> flow.key().source().getPort())
                .collect(Collectors.toSet());
        return to(stream.camera()).stream()
                .filter(flow -> isOf(stream, localPorts, flow.key().source()))
                .filter(flow -> {
                    int port = flow.key().destination().getPort();
                    return ports.contains(port) || isExpected.test(port);
                })
                .filter(flow -> !flow.last().plus(rules.lostFeedback()).isBefore(now))
                .max(Comparator.comparing(UnreadRtcp.Flow::last));
    }

    /** What the camera sends with its SSRC to one of the stream's ports. */
    private Stream<UnreadRtcp.Flow> reports(RtpStream stream, Set<Integer> localPorts) {
        return from.getOrDefault(stream.camera(), List.of()).stream()
                .filter(flow -> isOf(stream, localPorts, flow.key().destination()))
                .filter(flow -> flow.isFrom(stream));
    }

    private static boolean isOf(RtpStream stream, Set<Integer> localPorts, InetSocketAddress socket) {
        return localPorts.contains(socket.getPort())
                && socket.getAddress().equals(stream.destination().getAddress());
    }
}
