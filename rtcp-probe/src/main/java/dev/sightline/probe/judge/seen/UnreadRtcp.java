package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

        Instant last() {
            return last;
        }

        /** Whether a source of this stream sent one of them. */
        boolean isFrom(RtpStream stream) {
            return senders.stream().anyMatch(stream::hasSent);
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

    /** What was counted so far, by the cameras that it may be of. */
    public UnreadOfCameras byCamera() {
        return new UnreadOfCameras(here.values(), arrived.values(), rules);
    }
}
