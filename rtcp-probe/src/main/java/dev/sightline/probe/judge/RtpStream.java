package dev.sightline.probe.judge;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** RTP from one socket of a camera to one socket of the media server: what was seen of it. Not for several threads. */
final class RtpStream {
    /** Until a source has sent this many packets in order, it may be a stray datagram (RFC 3550, A.1). */
    private static final int PROBATION = 3;

    private static final int MAX_DROPOUT = 3_000;
    private static final int MAX_INTERFACES = 16;

    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final Instant first;
    private final Map<String, Long> packetsByInterface = new LinkedHashMap<>();
    private final FindingHistory history;
    private Instant last;
    private long ssrc = -1;
    private int sequence;
    private int inOrder;

    RtpStream(InetSocketAddress source, InetSocketAddress destination, Instant first) {
        this.source = source;
        this.destination = destination;
        this.first = first;
        this.last = first;
        this.history = new FindingHistory(first);
    }

    void received(Datagram datagram) {
        ByteBuf packet = datagram.payload();
        last = datagram.at();
        if (packetsByInterface.size() < MAX_INTERFACES || packetsByInterface.containsKey(datagram.interfaceName())) {
            packetsByInterface.merge(datagram.interfaceName(), 1L, Long::sum);
        }
        long packetSsrc = RtpPackets.ssrc(packet);
        int packetSequence = RtpPackets.sequenceNumber(packet);
        int step = (packetSequence - sequence) & 0xffff;
        if (packetSsrc != ssrc) {
            inOrder = isEstablished() ? inOrder : 1;
        } else if (step > 0 && step < MAX_DROPOUT) {
            inOrder++;
        }
        ssrc = packetSsrc;
        sequence = packetSequence;
    }

    /** Whether it is certainly RTP: enough packets came in order. */
    boolean isEstablished() {
        return inOrder >= PROBATION;
    }

    InetAddress camera() {
        return source.getAddress();
    }

    InetSocketAddress source() {
        return source;
    }

    InetSocketAddress destination() {
        return destination;
    }

    int localPort() {
        return destination.getPort();
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    /** Unsigned 32 bits; the one seen last. */
    long ssrc() {
        return ssrc;
    }

    Set<String> interfaces() {
        return Collections.unmodifiableSet(packetsByInterface.keySet());
    }

    List<String> interfaceNames() {
        return List.copyOf(packetsByInterface.keySet());
    }

    /** Packets received; a packet that crosses a bridge and its port is seen on both and counts once. */
    long packets() {
        return packetsByInterface.isEmpty() ? 0 : Collections.max(packetsByInterface.values());
    }

    /** What was found of it so far. */
    FindingHistory history() {
        return history;
    }
}
