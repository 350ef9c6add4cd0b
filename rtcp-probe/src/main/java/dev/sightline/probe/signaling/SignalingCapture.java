package dev.sightline.probe.signaling;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.packet.TcpDecoder;
import dev.sightline.probe.packet.TcpSegment;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Puts the TCP connections of a capture together, the latest few hundred at a time, and reads what is said in them. */
final class SignalingCapture {
    private static final int MAX_CONNECTIONS = 512;

    private final Harvest harvest = new Harvest();
    private final Map<Integer, TcpDecoder> decoders = new HashMap<>();
    private final Map<Set<InetSocketAddress>, Directions> connections = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<InetSocketAddress>, Directions> eldest) {
            return size() > MAX_CONNECTIONS;
        }
    };

    /** Both directions, by who speaks. */
    private record Directions(Connection connection, Map<InetSocketAddress, TcpStream> streams) {}

    RecordedSignaling read(CaptureFile capture) throws CaptureFileException {
        while (capture.next()) {
            Frame frame = capture.frame();
            decoders.computeIfAbsent(frame.source().linkType(), TcpDecoder::new)
                    .decode(frame.at(), frame.octets(), frame.offset(), frame.length())
                    .ifPresent(this::take);
        }
        connections.values().forEach(both -> both.streams().values().forEach(TcpStream::end));
        capture.damage().ifPresent(harvest::note);
        return harvest.done();
    }

    private void take(TcpSegment segment) {
        if (segment.source().equals(segment.destination())) {
            return;
        }
        Directions both = connections.computeIfAbsent(
                Set.of(segment.source(), segment.destination()),
                sockets -> new Directions(new Connection(), new HashMap<>()));
        both.streams()
                .computeIfAbsent(
                        segment.source(), speaker -> new TcpStream(new SignalingReader(both.connection(), harvest)))
                .take(segment);
    }
}
