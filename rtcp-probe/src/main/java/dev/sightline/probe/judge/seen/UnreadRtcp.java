package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Datagrams whose first RTCP header is sound and whose rest cannot be read, as of SRTCP, which leaves the header and the
 * sender's SSRC clear (RFC 3711, 3.4). They are no feedback, but where they leave between a stream's own sockets they may
 * be. Not for several threads.
 */
public final class UnreadRtcp {
    private static final int CLEAR_LENGTH = 8;
    private static final int LENGTH_AT = 2;
    private static final int SSRC_AT = 4;
    private static final int MAX_SSRCS = 32;

    /** The datagrams of one interface and one pair of sockets. */
    public static final class Flow {
        private final RtcpTally.Key key;
        private final Set<Long> senders = new HashSet<>();
        private final Instant first;
        private Instant last;
        private long datagrams;

        private Flow(RtcpTally.Key key, Datagram datagram) {
            this.key = key;
            this.first = datagram.at();
            this.last = datagram.at();
        }

        private void seen(Instant at, long sender) {
            datagrams++;
            last = at.isAfter(last) ? at : last;
            if (senders.size() < MAX_SSRCS) {
                senders.add(sender);
            }
        }

        public RtcpTally.Key key() {
            return key;
        }

        public Instant first() {
            return first;
        }

        public long datagrams() {
            return datagrams;
        }
    }

    private final WatchRules rules;
    private final Map<RtcpTally.Key, Flow> here;
    private final Map<RtcpTally.Key, Flow> arrived;

    UnreadRtcp(WatchRules rules) {
        this.rules = rules;
        here = new RecentMap<>(rules.maxStreams());
        arrived = new RecentMap<>(rules.maxStreams());
    }

    /** Counts a datagram that looked like RTCP and could not be read. */
    void seen(Datagram datagram) {
        ByteBuf payload = datagram.payload();
        int at = payload.readerIndex();
        if (payload.readableBytes() < CLEAR_LENGTH
                || 4 * (payload.getUnsignedShort(at + LENGTH_AT) + 1) > payload.readableBytes()) {
            return;
        }
        RtcpTally.Key key = new RtcpTally.Key(datagram.interfaceName(), datagram.source(), datagram.destination());
        boolean leaves = datagram.direction() == Direction.OUT || datagram.direction() == Direction.LOCAL;
        (leaves ? here : arrived)
                .computeIfAbsent(key, absent -> new Flow(key, datagram))
                .seen(datagram.at(), payload.getUnsignedInt(at + SSRC_AT));
    }

    public boolean isEmpty() {
        return here.isEmpty() && arrived.isEmpty();
    }

    /**
     * What lately left from one of the stream's ports, and the address that its RTP is sent to, for a port on which its
     * camera may listen: nobody but this host can send it.
     *
     * @param isExpected whether the camera may listen on a port, besides those from which it sends
     */
    public Optional<Flow> feedback(RtpStream stream, Set<Integer> localPorts, IntPredicate isExpected, Instant now) {
        Set<Integer> ports = reports(stream, localPorts)
                .map(flow -> flow.key.source().getPort())
                .collect(Collectors.toSet());
        return here.values().stream()
                .filter(flow -> isOf(stream, localPorts, flow.key.source()))
                .filter(flow -> flow.key.destination().getAddress().equals(stream.camera()))
                .filter(flow -> {
                    int port = flow.key.destination().getPort();
                    return ports.contains(port) || isExpected.test(port);
                })
                .filter(flow -> !flow.last.plus(rules.lostFeedback()).isBefore(now))
                .max(Comparator.comparing(flow -> flow.last));
    }

    /** What the camera sends with its SSRC to one of the stream's ports. */
    Stream<Flow> reports(RtpStream stream, Set<Integer> localPorts) {
        return arrived.values().stream()
                .filter(flow -> isOf(stream, localPorts, flow.key.destination()))
                .filter(flow -> flow.key.source().getAddress().equals(stream.camera()))
                .filter(flow -> flow.senders.stream().anyMatch(stream::hasSent));
    }

    private static boolean isOf(RtpStream stream, Set<Integer> localPorts, InetSocketAddress socket) {
        return localPorts.contains(socket.getPort())
                && socket.getAddress().equals(stream.destination().getAddress());
    }
}
