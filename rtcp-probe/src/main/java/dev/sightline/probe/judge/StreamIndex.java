package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The streams of RTP, by the sockets that they are sent to. */
final class StreamIndex {
    private final Map<InetSocketAddress, List<RtpStream>> bySocket;
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
        return bySocket.getOrDefault(stream.destination(), List.of()).stream()
                .filter(other -> other != stream)
                .toList();
    }

    /** Those that are sent to the port above. */
    List<RtpStream> above(RtpStream stream) {
        InetSocketAddress above =
                new InetSocketAddress(stream.destination().getAddress(), (stream.localPort() + 1) & 0xffff);
        return bySocket.getOrDefault(above, List.of());
    }

    /** Whether no other stream has its source. */
    boolean isTheOnlyOneOfItsSource(RtpStream stream) {
        return withSsrc.getOrDefault(stream.ssrc(), 0) <= 1;
    }
}
