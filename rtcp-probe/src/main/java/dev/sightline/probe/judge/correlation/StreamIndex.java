package dev.sightline.probe.judge.correlation;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The streams of RTP, by the sockets that they are sent to. Not for several threads. */
final class StreamIndex {
    /** What is asked again for each stream that is sent to a socket. */
    private record Told(RtcpTally tally, InetSocketAddress socket) {}

    private final Map<InetSocketAddress, List<RtpStream>> bySocket;
    private final Map<Told, Boolean> spokenOf = new HashMap<>();
    private final Map<InetSocketAddress, Senders> flowing = new HashMap<>();
    private final Map<Long, Integer> withSsrc = new HashMap<>();

    StreamIndex(List<RtpStream> streams) {
        bySocket = streams.stream().collect(groupingBy(RtpStream::destination));
        bySocket.replaceAll((socket, some) -> RtcpIndex.latest(some, RtpStream::last));
        streams.forEach(stream -> withSsrc.merge(stream.ssrc(), 1, Integer::sum));
    }

    boolean hasSocket(InetAddress server, int port) {
        return bySocket.containsKey(new InetSocketAddress(server, port));
    }

    /** Those that are sent to the same socket. */
    List<RtpStream> beside(RtpStream stream) {
        List<RtpStream> all = to(stream.destination());
        return all.size() < 2
                ? List.of()
                : all.stream().filter(other -> other != stream).toList();
    }

    /** Those that are sent to a socket. */
    List<RtpStream> to(InetSocketAddress socket) {
        return bySocket.getOrDefault(socket, List.of());
    }

    /** Who sends to a socket at {@code now}, the instant at which all is judged. */
    Senders flowingTo(InetSocketAddress socket, Instant now) {
        return flowing.computeIfAbsent(
                socket,
                to -> Senders.of(
                        to(to).stream().filter(stream -> stream.isFlowing(now)).toList()));
    }

    /** The socket so many ports above the one that a stream is sent to. */
    static InetSocketAddress above(RtpStream stream, int ports) {
        return new InetSocketAddress(stream.destination().getAddress(), (stream.localPort() + ports) & 0xffff);
    }

    /** Whether RTCP speaks of a source that is sent to a socket. */
    boolean areSpokenOf(InetSocketAddress socket, RtcpTally tally) {
        return spokenOf.computeIfAbsent(
                new Told(tally, socket), told -> to(socket).stream().anyMatch(tally::speaksOf));
    }

    /** Whether no other stream has its source. */
    boolean isTheOnlyOneOfItsSource(RtpStream stream) {
        return withSsrc.getOrDefault(stream.ssrc(), 0) <= 1;
    }
}
