package dev.sightline.probe.judge;

import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the RTCP seen on one interface from one socket to another. Not for several threads. */
final class RtcpTally {
    private static final int MAX_SSRCS = 32;
    private static final int MAX_TWINS = 8;
    private static final Duration MISSED = Duration.ofSeconds(3);

    /** What tells one flow from another. */
    record Key(String interfaceName, InetSocketAddress source, InetSocketAddress destination) {}

    private final Key key;
    private final Direction direction;
    private final Instant first;
    private final SortedMap<String, Long> types = new TreeMap<>();
    private final SortedMap<String, Long> copiedTypes = new TreeMap<>();
    private final SpokenSources spoken = new SpokenSources();
    private final Set<Long> senderSsrcs = new HashSet<>();
    private final Set<Long> firstSsrcs = new HashSet<>();
    private final Map<String, Instant> twins = new HashMap<>();
    private final RembSeries remb = new RembSeries();
    private final Rises received = new Rises();
    private final Rises sent = new Rises();
    private List<RtcpPacket> lastPackets = List.of();
    private Optional<String> cname = Optional.empty();
    private Optional<RtcpTally> continuation = Optional.empty();
    private Instant since;
    private Instant beforeLast;
    private Instant last;
    private long datagrams;
    private long copies;
    private boolean cut;

    RtcpTally(Key key, Direction direction, Instant first) {
        this.key = key;
        this.direction = direction;
        this.first = first;
        this.since = first;
        this.beforeLast = first;
        this.last = first;
    }

    void seen(Instant at, List<RtcpPacket> packets, WatchRules rules) {
        arrived(at, rules);
        if (!packets.isEmpty()) {
            lastPackets = packets;
        }
        Set<Long> media = new HashSet<>();
        for (RtcpPacket packet : packets) {
            types.merge(RtcpWords.type(packet), 1L, Long::sum);
            media.addAll(RtcpWords.mediaSsrcs(packet));
            count(at, packet);
            if (packet instanceof Remb value) {
                remb.add(at, value.bitrate());
            }
            if (packet instanceof SenderReport report && senderSsrcs.size() < MAX_SSRCS) {
                senderSsrcs.add(report.ssrc());
            }
            if (packet instanceof SourceDescription description) {
                describe(description);
            }
        }
        spoken.add(at, media);
    }

    private void count(Instant at, RtcpPacket packet) {
        if (packet instanceof SenderReport report) {
            sent.told(report.ssrc(), report.packets(), at);
            report.reports().forEach(block -> received.told(block.ssrc(), block.highestSequence(), at));
        } else if (packet instanceof ReceiverReport report) {
            report.reports().forEach(block -> received.told(block.ssrc(), block.highestSequence(), at));
        }
    }

    /** The snap length cut the datagram in a packet of this type, and whatever followed it. */
    void wasCut(Optional<String> type) {
        cut = true;
        type.ifPresent(known -> types.merge(known, 1L, Long::sum));
    }

    /** Whether a datagram held more than was captured: what is not counted may have been there. */
    boolean isCut() {
        return cut;
    }

    /** A datagram began with this SSRC, which is what an ICMP error quotes of it. */
    void beganWith(long ssrc) {
        if (firstSsrcs.size() < MAX_SSRCS) {
            firstSsrcs.add(ssrc);
        }
    }

    /** Whether one of its datagrams began with this SSRC. */
    boolean hasBegunWith(long ssrc) {
        return firstSsrcs.contains(ssrc);
    }

    /** The very same datagram was counted already where it was seen on {@code twin}. */
    void seenAgain(Instant at, String twin, List<RtcpPacket> packets, WatchRules rules) {
        arrived(at, rules);
        copies++;
        packets.forEach(packet -> copiedTypes.merge(RtcpWords.type(packet), 1L, Long::sum));
        knows(twin, at);
    }

    /** Its datagrams are seen on that interface, too. */
    void knows(String twin, Instant at) {
        if (twins.size() < MAX_TWINS || twins.containsKey(twin)) {
            twins.put(twin, at);
        }
    }

    /** Its datagrams leave this host as {@code other}, from another address. */
    void continuesAs(RtcpTally other) {
        boolean changes = direction != Direction.OUT
                && !other.source().equals(source())
                && !other.key().interfaceName().equals(key.interfaceName());
        if (changes) {
            continuation = Optional.of(other);
        }
    }

    /** What its datagrams leave this host as, where their source is translated. */
    Optional<RtcpTally> continuation() {
        return continuation;
    }

    private void arrived(Instant at, WatchRules rules) {
        if (datagrams > 0 && !isFresh(at, rules)) {
            since = at;
        }
        if (at.isAfter(last)) {
            beforeLast = last;
            last = at;
        }
        datagrams++;
    }

    private void describe(SourceDescription description) {
        description.chunks().stream().limit(MAX_SSRCS).forEach(chunk -> {
            if (senderSsrcs.size() < MAX_SSRCS) {
                senderSsrcs.add(chunk.ssrc());
            }
            cname = chunk.cname().or(() -> cname);
        });
    }

    Key key() {
        return key;
    }

    InetSocketAddress source() {
        return key.source();
    }

    InetSocketAddress destination() {
        return key.destination();
    }

    Direction direction() {
        return direction;
    }

    Instant first() {
        return first;
    }

    /** Since when it flows without being lost in between. */
    Instant since() {
        return since;
    }

    Instant last() {
        return last;
    }

    /** When the one before the last came. */
    Instant beforeLast() {
        return beforeLast;
    }

    /** Other interfaces on which its datagrams are seen, too: a bridge and its port, a bond and its link. */
    Set<String> twins() {
        return Collections.unmodifiableSet(twins.keySet());
    }

    /** Its own interface, and those on which its datagrams are seen now, too: a few may be missed, or under way. */
    Set<String> interfaces() {
        Duration missed = interval().multipliedBy(3);
        Duration allowed = missed.compareTo(MISSED) > 0 ? missed : MISSED;
        Set<String> names = new HashSet<>(Set.of(key.interfaceName()));
        twins.forEach((name, at) -> {
            if (Duration.between(at, last).compareTo(allowed) <= 0) {
                names.add(name);
            }
        });
        return names;
    }

    /** Datagrams that were not seen on another interface before. */
    long unique() {
        return datagrams - copies;
    }

    /** How many packets of each type they held. */
    SortedMap<String, Long> types() {
        return Collections.unmodifiableSortedMap(types);
    }

    /** How many packets of each type those held that were seen elsewhere before. */
    SortedMap<String, Long> copiedTypes() {
        return Collections.unmodifiableSortedMap(copiedTypes);
    }

    RembSeries remb() {
        return remb;
    }

    /**
     * What its reports say that their sender got: the extended highest sequence number (RFC 3550, 6.4.1) rises only where
     * RTP arrives.
     */
    Rises received() {
        return received;
    }

    /** What its reports say that their sender sent: the sender's packet count (RFC 3550, 6.4.1). */
    Rises sent() {
        return sent;
    }

    /** The sources of which its reports ever spoke. */
    Set<Long> mediaSsrcs() {
        return spoken.ever();
    }

    /** The sources of which the last datagram spoke that spoke of any. */
    Set<Long> spokenOf() {
        return spoken.last();
    }

    /** The sources of which it speaks, those told in datagrams of their own together. */
    SpokenSources spoken() {
        return spoken;
    }

    /** Whether it speaks of a source of this stream. */
    boolean speaksOf(RtpStream stream) {
        return spoken.lately().stream().anyMatch(stream::hasSent);
    }

    /** The sources on which its last datagram reports: its sender got something of them since the report before. */
    List<Long> reportsNow() {
        return lastPackets.stream()
                .filter(packet -> packet instanceof ReceiverReport || packet instanceof SenderReport)
                .flatMap(packet -> RtcpWords.mediaSsrcs(packet).stream())
                .toList();
    }

    /** The sources that describe themselves in it. */
    Set<Long> senderSsrcs() {
        return Collections.unmodifiableSet(senderSsrcs);
    }

    Optional<String> cname() {
        return cname;
    }

    /** The last datagram read out. */
    RtcpSample sample() {
        return new RtcpSample(
                last,
                key.interfaceName(),
                key.source(),
                key.destination(),
                lastPackets.stream().map(RtcpWords::of).toList());
    }

    /** The mean time from one datagram to the next. */
    Duration interval() {
        return datagrams < 2 ? Duration.ZERO : Duration.between(first, last).dividedBy(datagrams - 1);
    }

    /** How many were seen, copies of those seen elsewhere included. */
    long datagrams() {
        return datagrams;
    }

    /** Whether RTCP still flows: the last came within three intervals, within bounds. */
    boolean isFresh(Instant now, WatchRules rules) {
        return isFresh(now, rules, interval());
    }

    /** The same with an interval known better than by this interface, which may see only a part. */
    boolean isFresh(Instant now, WatchRules rules, Duration interval) {
        Duration age = Duration.between(last, now);
        return age.compareTo(rules.lostFeedback()) <= 0
                || (age.compareTo(interval.multipliedBy(3)) <= 0 && age.compareTo(rules.longestGap()) <= 0);
    }
}
