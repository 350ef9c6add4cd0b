package dev.sightline.probe.judge;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** RTP from one socket of a camera to one socket of the media server: what was seen of it. Not for several threads. */
final class RtpStream {
    private static final int MAX_SSRCS = 4;
    private static final int MAX_CANDIDATES = 16;
    private static final long OVERDUE_NANOS = 500_000_000L;
    private static final long MAX_GAP_NANOS = 5_000_000_000L;
    private static final int GAPS_OF_QUIET = 4;

    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final Instant first;
    private final Duration mediaGone;
    private final InterfaceCounts interfaces = new InterfaceCounts();
    private final Map<Long, SequenceCount> sources = new RecentMap<>(MAX_SSRCS);
    private final Map<Long, SequenceCount> candidates = new RecentMap<>(MAX_CANDIDATES);
    private final FindingHistory history;
    private Instant runSince;
    private Instant steadySince;
    private Instant last;
    private long lastNanos;
    private long usualGapNanos;
    private SequenceCount sequence = new SequenceCount();
    private long latestSsrc = -1;
    private long ssrc = -1;

    /** @param mediaGone how long without RTP before a stream of the usual rate counts as ended */
    RtpStream(InetSocketAddress source, InetSocketAddress destination, Instant first, Duration mediaGone) {
        this.source = source;
        this.destination = destination;
        this.first = first;
        this.mediaGone = mediaGone;
        this.runSince = first;
        this.steadySince = first;
        this.last = first;
        this.lastNanos = nanos(first);
        this.history = new FindingHistory(first);
    }

    void received(Datagram datagram) {
        ByteBuf packet = datagram.payload();
        arrived(datagram.at());
        interfaces.count(datagram.interfaceName());
        long packetSsrc = RtpPackets.ssrc(packet);
        if (packetSsrc != latestSsrc) {
            sourceIs(packetSsrc);
        }
        sequence.next(RtpPackets.sequenceNumber(packet));
        if (packetSsrc != ssrc && sequence.isEstablished()) {
            established(packetSsrc);
        }
    }

    /** Datagrams of several interfaces may come a little out of order: time never goes back. */
    private void arrived(Instant at) {
        long nanos = nanos(at);
        long gap = nanos - lastNanos;
        if (gap < 0) {
            return;
        }
        if (gap > quietNanos()) {
            runSince = at;
        }
        if (gap > overdueNanos()) {
            steadySince = at;
        }
        usualGapNanos += (Math.min(gap, MAX_GAP_NANOS) - usualGapNanos) / 8;
        last = at;
        lastNanos = nanos;
    }

    private void sourceIs(long packetSsrc) {
        latestSsrc = packetSsrc;
        SequenceCount known = sources.get(packetSsrc);
        sequence = known != null ? known : candidates.computeIfAbsent(packetSsrc, absent -> new SequenceCount());
    }

    /** Only what sent packets in order may push out another that did: strays with random sources are many. */
    private void established(long packetSsrc) {
        ssrc = packetSsrc;
        candidates.remove(packetSsrc);
        sources.put(packetSsrc, sequence);
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    /** A slow stream of which only samples are seen has long gaps by itself. */
    private long quietNanos() {
        return Math.max(mediaGone.toNanos(), GAPS_OF_QUIET * usualGapNanos);
    }

    /** Whether RTP still flows at {@code now}. */
    boolean isFlowing(Instant now) {
        return nanos(now) - lastNanos <= quietNanos();
    }

    /** Whether the next packet is overdue: the stream may have ended just now. */
    boolean pauses(Instant now) {
        return nanos(now) - lastNanos > overdueNanos();
    }

    private long overdueNanos() {
        return Math.max(OVERDUE_NANOS, 4 * usualGapNanos);
    }

    /** Whether it is certainly RTP: enough packets came in order. */
    boolean isEstablished() {
        return !sources.isEmpty();
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

    /** When the RTP that flows now, or flowed last, began: later than {@link #first} where it paused. */
    Instant runSince() {
        return runSince;
    }

    /** Since when no packet was overdue. */
    Instant steadySince() {
        return steadySince;
    }

    Instant last() {
        return last;
    }

    /** How long RTP has been flowing, pauses before it not counted. */
    Duration flowed() {
        return Duration.between(runSince, last);
    }

    /** Unsigned 32 bits; the one seen last that is certainly RTP, of an established stream. */
    long ssrc() {
        return ssrc;
    }

    /** Whether it is one of the sources seen last. */
    boolean hasSent(long mediaSsrc) {
        return sources.containsKey(mediaSsrc) || candidates.containsKey(mediaSsrc);
    }

    boolean arrivesOn(String interfaceName) {
        return interfaces.contains(interfaceName);
    }

    List<String> interfaceNames() {
        return interfaces.names();
    }

    /**
     * Packets received, those that a sampling filter left out included. A packet that crosses a bridge and its port is
     * seen on both and counts once; packets that two links of a bond share out count together.
     */
    long packets() {
        long expected =
                sources.values().stream().mapToLong(SequenceCount::expected).sum();
        boolean sampled = sources.values().stream().anyMatch(SequenceCount::isSampled);
        return sampled ? expected : Math.min(interfaces.sum(), Math.max(interfaces.most(), expected));
    }

    /** What was found of it so far. */
    FindingHistory history() {
        return history;
    }
}
