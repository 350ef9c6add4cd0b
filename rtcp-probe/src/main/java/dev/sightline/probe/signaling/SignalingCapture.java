package dev.sightline.probe.signaling;

import dev.sightline.probe.file.CaptureFile;
import dev.sightline.probe.file.CaptureFileException;
import dev.sightline.probe.file.Frame;
import dev.sightline.probe.packet.TcpDecoder;
import dev.sightline.probe.packet.TcpSegment;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Puts the TCP connections of a capture together, the latest few hundred at a time and within a bound of memory, and reads what is said in them. */
final class SignalingCapture {
    private static final int MAX_CONNECTIONS = 512;
    private static final long MAX_HELD = 16L * 1024 * 1024;

    private final Harvest harvest = new Harvest();
    private final Map<Integer, TcpDecoder> decoders = new HashMap<>();
    private final Map<Set<InetSocketAddress>, Directions> connections = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

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
        TcpStream stream = both.streams()
                .computeIfAbsent(
                        segment.source(), speaker -> new TcpStream(new SignalingReader(both.connection(), harvest)));
        held -= stream.held();
        stream.take(segment);
        held += stream.held();
        while (connections.size() > MAX_CONNECTIONS || (held > MAX_HELD && connections.size() > 1)) {
            letGo();
        }
    }

    /** The one that was silent for longest. */
    private void letGo() {
        Iterator<Directions> eldest = connections.values().iterator();
        for (TcpStream stream : eldest.next().streams().values()) {
            held -= stream.held();
        }
        eldest.remove();
        if (connections.size() < MAX_CONNECTIONS) {
            harvest.note("more messages were begun and not ended than fit into memory; the oldest were let go");
        }
    }
}
