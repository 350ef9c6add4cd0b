package dev.sightline.probe.judge;

import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Fir;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the RTCP seen on one interface from one socket to another. Not for several threads. */
final class RtcpTally {
    private static final int MAX_SSRCS = 32;

    /** What tells one flow from another. */
    record Key(String interfaceName, InetSocketAddress source, InetSocketAddress destination) {}

    private final Key key;
    private final Direction direction;
    private final Instant first;
    private final SortedMap<String, Long> types = new TreeMap<>();
    private final Set<Long> mediaSsrcs = new HashSet<>();
    private Instant last;
    private long datagrams;

    RtcpTally(Key key, Direction direction, Instant first) {
        this.key = key;
        this.direction = direction;
        this.first = first;
        this.last = first;
    }

    void seen(Instant at, List<RtcpPacket> packets) {
        last = at;
        datagrams++;
        for (RtcpPacket packet : packets) {
            types.merge(typeOf(packet), 1L, Long::sum);
            mediaSsrcsOf(packet).stream()
                    .filter(ssrc -> mediaSsrcs.size() < MAX_SSRCS)
                    .forEach(mediaSsrcs::add);
        }
    }

    private static String typeOf(RtcpPacket packet) {
        if (packet instanceof SenderReport) {
            return "SR";
        }
        if (packet instanceof ReceiverReport) {
            return "RR";
        }
        if (packet instanceof SourceDescription) {
            return "SDES";
        }
        return feedbackType(packet);
    }

    private static String feedbackType(RtcpPacket packet) {
        if (packet instanceof Remb) {
            return "REMB";
        }
        if (packet instanceof Pli) {
            return "PLI";
        }
        if (packet instanceof Fir) {
            return "FIR";
        }
        if (packet instanceof Nack) {
            return "NACK";
        }
        return packet instanceof Bye ? "BYE" : "OTHER";
    }

    private static List<Long> mediaSsrcsOf(RtcpPacket packet) {
        if (packet instanceof ReceiverReport report) {
            return report.reports().stream().map(ReportBlock::ssrc).toList();
        }
        if (packet instanceof SenderReport report) {
            return report.reports().stream().map(ReportBlock::ssrc).toList();
        }
        return packet instanceof Remb remb ? remb.ssrcs() : List.of();
    }

    Key key() {
        return key;
    }

    Direction direction() {
        return direction;
    }

    Instant first() {
        return first;
    }

    Instant last() {
        return last;
    }

    /** The sources of which its reports speak. */
    Set<Long> mediaSsrcs() {
        return Collections.unmodifiableSet(mediaSsrcs);
    }

    /** Whether RTCP still flows: the last came within three intervals, within bounds. */
    boolean isFresh(Instant now, WatchRules rules) {
        Duration age = Duration.between(last, now);
        if (age.compareTo(rules.lostFeedback()) <= 0) {
            return true;
        }
        Duration threeIntervals = datagrams < 2
                ? Duration.ZERO
                : Duration.between(first, last).multipliedBy(3).dividedBy(datagrams - 1);
        return age.compareTo(threeIntervals) <= 0 && age.compareTo(rules.longestGap()) <= 0;
    }

    RtcpFlow as(Meaning meaning) {
        return new RtcpFlow(
                key.interfaceName(),
                List.of(),
                key.source(),
                key.destination(),
                meaning,
                datagrams,
                Collections.unmodifiableSortedMap(new TreeMap<>(types)),
                first,
                last);
    }
}
