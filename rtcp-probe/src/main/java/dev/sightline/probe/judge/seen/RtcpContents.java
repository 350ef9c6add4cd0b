package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the datagrams of one flow of RTCP said. Not for several threads. */
final class RtcpContents {
    private static final int MAX_SSRCS = 32;

    /** Of what comes in: anyone may send it, and a camera has few sources and hears few. */
    private static final int MAX_FORGED = 8;

    private final int maxSsrcs;
    private final SortedMap<String, Long> types = new TreeMap<>();
    private final SpokenSources spoken;
    private final Set<Long> senderSsrcs = new HashSet<>();
    private final Set<Long> firstSsrcs = new HashSet<>();
    private final RembSeries remb = new RembSeries();
    private final Rises received;
    private final Rises sent;
    private final LastCompound last = new LastCompound();
    private List<Long> reportedByLarge = List.of();
    private Optional<String> cname = Optional.empty();
    private boolean cut;

    private RtcpContents(int maxSsrcs) {
        this.maxSsrcs = maxSsrcs;
        spoken = new SpokenSources(maxSsrcs);
        received = new Rises(maxSsrcs);
        sent = new Rises(maxSsrcs);
    }

    static RtcpContents of(Direction direction) {
        return new RtcpContents(direction == Direction.OUT || direction == Direction.LOCAL ? MAX_SSRCS : MAX_FORGED);
    }

    /** One datagram held these. */
    void add(Instant at, List<RtcpPacket> packets, ByteBuf datagram) {
        if (!packets.isEmpty()) {
            last.keep(datagram);
            reportedByLarge = last.leftOut() == 0
                    ? List.of()
                    : reported(packets).limit(maxSsrcs).toList();
        }
        Set<Long> media = new HashSet<>();
        for (RtcpPacket packet : packets) {
            types.merge(RtcpWords.type(packet), 1L, Long::sum);
            media.addAll(RtcpWords.mediaSsrcs(packet));
            count(at, packet);
            if (packet instanceof Remb value) {
                remb.add(at, value.bitrate());
            }
            if (packet instanceof SenderReport report && senderSsrcs.size() < maxSsrcs) {
                senderSsrcs.add(report.ssrc());
            }
            if (packet instanceof SourceDescription description) {
                describe(description);
            }
        }
        spoken.add(at, media);
    }

    private static Stream<Long> reported(List<RtcpPacket> packets) {
        return packets.stream()
                .filter(packet -> packet instanceof ReceiverReport || packet instanceof SenderReport)
                .flatMap(packet -> RtcpWords.mediaSsrcs(packet).stream());
    }

    private void count(Instant at, RtcpPacket packet) {
        if (packet instanceof SenderReport report) {
            sent.told(report.ssrc(), report.packets(), at);
            count(at, report.reports());
        } else if (packet instanceof ReceiverReport report) {
            count(at, report.reports());
        }
    }

    private void count(Instant at, List<ReportBlock> reports) {
        received.reported(at);
        for (ReportBlock block : reports) {
            received.told(block.ssrc(), block.highestSequence(), at);
        }
    }

    private void describe(SourceDescription description) {
        List<SourceDescription.Chunk> chunks = description.chunks();
        for (SourceDescription.Chunk chunk : chunks.subList(0, Math.min(chunks.size(), maxSsrcs))) {
            if (senderSsrcs.size() < maxSsrcs) {
                senderSsrcs.add(chunk.ssrc());
            }
            Optional<String> named = chunk.cname();
            cname = named.isPresent() ? named : cname;
        }
    }

    /** The snap length cut a datagram in a packet of this type, and whatever followed it. */
    void wasCut(Optional<String> type) {
        cut = true;
        type.ifPresent(known -> types.merge(known, 1L, Long::sum));
    }

    boolean isCut() {
        return cut;
    }

    /** A datagram began with this SSRC. */
    void beganWith(long ssrc) {
        if (firstSsrcs.size() < maxSsrcs) {
            firstSsrcs.add(ssrc);
        }
    }

    boolean hasBegunWith(long ssrc) {
        return firstSsrcs.contains(ssrc);
    }

    /** How many packets of each type there were. */
    SortedMap<String, Long> types() {
        return Collections.unmodifiableSortedMap(types);
    }

    SpokenSources spoken() {
        return spoken;
    }

    /** The sources that describe themselves. */
    Set<Long> senderSsrcs() {
        return Collections.unmodifiableSet(senderSsrcs);
    }

    RembSeries remb() {
        return remb;
    }

    /** By source, the highest sequence number that reports tell (RFC 3550, 6.4.1). */
    Rises received() {
        return received;
    }

    /** By source, the sender's packet count (RFC 3550, 6.4.1). */
    Rises sent() {
        return sent;
    }

    Optional<String> cname() {
        return cname;
    }

    /** The sources on which the last datagram that held any packets reports, also where not all of it is kept. */
    List<Long> reportsNow() {
        return last.leftOut() == 0 ? reported(last.packets()).toList() : reportedByLarge;
    }

    /** That datagram in words, and how much of it is not kept. */
    List<String> lastInWords() {
        Stream<String> packets = last.packets().stream().map(RtcpWords::of);
        return last.leftOut() == 0
                ? packets.toList()
                : Stream.concat(packets, Stream.of(last.leftOut() + " more of this large datagram, not kept"))
                        .toList();
    }
}
