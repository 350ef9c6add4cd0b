package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Counts the RTCP seen on one interface from one socket to another. Not for several threads. */
public final class RtcpTally {
    /** What tells one flow from another. */
    public record Key(String interfaceName, InetSocketAddress source, InetSocketAddress destination) {
        /** By hand, for it is asked for each datagram: a record's own goes through method handles. */
        @Override
        public int hashCode() {
            return 31 * (31 * source.hashCode() + destination.hashCode()) + interfaceName.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && source.equals(key.source)
                    && destination.equals(key.destination)
                    && interfaceName.equals(key.interfaceName);
        }
    }

    /** With more a sender means to get anywhere: hosts send with 64 or more. */
    private static final int FEW_HOPS = 8;

    private final Key key;
    private final Direction direction;
    private final RtcpArrivals arrivals;
    private final FeedbackTimes feedback = new FeedbackTimes();
    private final RtcpContents contents;
    private final RtcpTwins twins = new RtcpTwins();
    private final Stations stations = new Stations();
    private Instant cameBack = Instant.MIN;
    private Instant unrefused = Instant.MIN;
    private Instant wentFar = Instant.MIN;
    private int hopLimit;
    private Optional<RtcpTally> continuation = Optional.empty();
    private Optional<RtcpTally> origin = Optional.empty();

    RtcpTally(Key key, Direction direction, Instant first) {
        this.key = key;
        this.direction = direction;
        this.arrivals = new RtcpArrivals(first);
        this.contents = RtcpContents.of(direction);
    }

    /** @param datagram what these packets were read from; it is not kept */
    void seen(Instant at, List<RtcpPacket> packets, ByteBuf datagram, WatchRules rules) {
        arrivals.add(at, rules);
        contents.add(at, packets, datagram);
        holds(at, packets, rules);
    }

    private void holds(Instant at, List<RtcpPacket> packets, WatchRules rules) {
        if (!RtcpWords.isFarewell(packets)) {
            feedback.add(at, rules);
        }
    }

    /** The snap length cut the datagram in a packet of this type, and whatever followed it. */
    void wasCut(Optional<String> type, WatchRules rules) {
        feedback.add(last(), rules); // perhaps: what else it held is not known
        contents.wasCut(type);
    }

    /** Whether a datagram held more than was captured: what is not counted may have been there. */
    public boolean isCut() {
        return contents.isCut();
    }

    /** A datagram began with this SSRC, which is what an ICMP error quotes of it. */
    void beganWith(long ssrc) {
        contents.beganWith(ssrc);
    }

    /** Whether one of its datagrams began with this SSRC. */
    public boolean hasBegunWith(long ssrc) {
        return contents.hasBegunWith(ssrc);
    }

    /** The very same datagram was counted already where it was seen on {@code twin}. */
    void seenAgain(Instant at, String twin, List<RtcpPacket> packets, WatchRules rules) {
        arrivals.add(at, rules);
        twins.copied(packets);
        holds(at, packets, rules);
        twins.seenOn(twin, at);
    }

    /** Its datagrams are seen on that interface, too. */
    void knows(String twin, Instant at) {
        twins.seenOn(twin, at);
    }

    /** Between which stations of the links its datagrams go, on other interfaces as well where they are seen there, too. */
    public Stations stations() {
        return stations;
    }

    /** One of its datagrams had so much of its hop limit; 0: not known. */
    void wentWith(int hopLimit, Instant at) {
        this.hopLimit = hopLimit;
        if (hopLimit == 0 || hopLimit > FEW_HOPS) {
            wentFar = at;
        }
    }

    /** The hop limit of its last datagrams, where that lets them cross few routers; 0: it does not, or is not known. */
    public int fewHops() {
        return wentFar.isBefore(beforeLast()) ? hopLimit : 0;
    }

    /** Between which stations of one interface they go now: on one of several links a few may be missed, or under way. */
    List<LinkEnds> links(String interfaceName) {
        return stations.lately(interfaceName, RtcpTwins.missed(arrivals));
    }

    /** By which links of its interface they go now. */
    public List<TrunkLink> trunkLinks() {
        String name = key.interfaceName();
        return links(name).stream()
                .map(ends -> new TrunkLink(name, ends, /* isNearer= */ false))
                .toList();
    }

    /** When one of its datagrams was seen last on a link of the camera's RTP; empty where none is known of. */
    public Optional<Instant> lastOn(TrunkLink link) {
        return stations.lastBackOn(link.interfaceName(), link.ends());
    }

    /** One of its datagrams came in again where it had left. */
    void cameBack(Instant at) {
        cameBack = at;
    }

    /** Whether a router sends it back, as the last datagrams show. */
    public boolean isSentBack() {
        return !cameBack.isBefore(beforeLast());
    }

    /** By then one of its datagrams would have been answered, if it was refused. */
    public void wasNotRefused(Instant at) {
        unrefused = at;
    }

    /** Whether that was found after {@code then}. */
    public boolean wasNotRefusedAfter(Instant then) {
        return unrefused.isAfter(then);
    }

    /** Its datagrams leave this host as {@code other}, from another address. */
    void continuesAs(RtcpTally other) {
        boolean changes = direction != Direction.OUT
                && !other.source().equals(source())
                && !other.key().interfaceName().equals(key.interfaceName());
        if (changes) {
            continuation = Optional.of(other);
            other.origin = Optional.of(this);
        }
    }

    /** What its datagrams leave this host as, where their source is translated. */
    public Optional<RtcpTally> continuation() {
        return continuation;
    }

    /** As what its datagrams reach this host, where their source is translated. */
    public Optional<RtcpTally> origin() {
        return origin;
    }

    public Key key() {
        return key;
    }

    public InetSocketAddress source() {
        return key.source();
    }

    public InetSocketAddress destination() {
        return key.destination();
    }

    public Direction direction() {
        return direction;
    }

    public Instant first() {
        return arrivals.first();
    }

    /** Since when it flows without being lost in between. */
    public Instant since() {
        return arrivals.since();
    }

    /**
     * The same of its feedback, which may begin later, or have stopped while others of its datagrams went on; of a flow
     * without any, that of all.
     */
    public Instant feedbackSince() {
        return feedback.since().isAfter(since()) ? feedback.since() : since();
    }

    /** When the first of its datagrams came that holds feedback; {@link Instant#MIN} where none did. */
    public Instant firstFeedback() {
        return feedback.first();
    }

    /** Three mean times from one datagram with feedback to the next. */
    public Duration threeFeedbackIntervals() {
        return feedback.threeIntervals();
    }

    public Instant last() {
        return arrivals.last();
    }

    /** When the one before the last came. */
    public Instant beforeLast() {
        return arrivals.beforeLast();
    }

    /** How many came within a time of the last seconds; those half a second or more apart are counted. */
    public int between(Instant from, Instant to) {
        return arrivals.between(from, to);
    }

    /** Other interfaces on which its datagrams are seen, too: a bridge and its port, a bond and its link. */
    public Set<String> twins() {
        return twins.names();
    }

    /** Its own interface, and those on which its datagrams are seen now, too: a few may be missed, or under way. */
    public Set<String> interfaces() {
        Set<String> names = new HashSet<>(twins.now(arrivals));
        names.add(key.interfaceName());
        return names;
    }

    /** Datagrams that were not seen on another interface before. */
    public long unique() {
        return arrivals.datagrams() - twins.copies();
    }

    /** How many packets of each type they held. */
    public SortedMap<String, Long> types() {
        return contents.types();
    }

    /** How many packets of each type those held that were seen elsewhere before. */
    public SortedMap<String, Long> copiedTypes() {
        return twins.copiedTypes();
    }

    /** Whether none of its datagrams holds feedback: BYE and nothing of media (RFC 3550, 6.6), or SDES or APP alone. */
    public boolean isFarewell() {
        return feedback.isNone();
    }

    /**
     * When the last of its datagrams came that holds feedback, or may have held it before it was cut; {@link Instant#MIN}
     * where none did.
     */
    public Instant lastFeedback() {
        return feedback.last();
    }

    /** Whether such datagrams still come, and not only others. */
    public boolean isStillFeedback(Instant now, WatchRules rules) {
        return feedback.goesOn(now, rules);
    }

    public RembSeries remb() {
        return contents.remb();
    }

    /**
     * What its reports say that their sender got: the extended highest sequence number (RFC 3550, 6.4.1) rises only where
     * RTP arrives.
     */
    public Rises received() {
        return contents.received();
    }

    /** What its reports say that their sender sent: the sender's packet count (RFC 3550, 6.4.1). */
    public Rises sent() {
        return contents.sent();
    }

    /** The sources of which its reports ever spoke. */
    public Set<Long> mediaSsrcs() {
        return contents.spoken().ever();
    }

    /** The sources of which the last datagram spoke that spoke of any. */
    public Set<Long> spokenOf() {
        return contents.spoken().last();
    }

    /** The sources of which it speaks, those told in datagrams of their own together. */
    public SpokenSources spoken() {
        return contents.spoken();
    }

    /** Whether it speaks of a source of this stream. */
    public boolean speaksOf(RtpStream stream) {
        for (long ssrc : contents.spoken().lately()) {
            if (stream.hasSent(ssrc)) {
                return true;
            }
        }
        return false;
    }

    /** The sources on which its last datagram reports: its sender got something of them since the report before. */
    public List<Long> reportsNow() {
        return contents.reportsNow();
    }

    /** The sources that describe themselves in it. */
    public Set<Long> senderSsrcs() {
        return contents.senderSsrcs();
    }

    public Optional<String> cname() {
        return contents.cname();
    }

    /** The last datagram read out. */
    public RtcpSample sample() {
        return new RtcpSample(
                arrivals.last(), key.interfaceName(), key.source(), key.destination(), contents.lastInWords());
    }

    /** The mean time from one datagram to the next. */
    public Duration interval() {
        return arrivals.interval();
    }

    /** The same three times. */
    public Duration threeIntervals() {
        return arrivals.threeIntervals();
    }

    /** About how many were seen since then. */
    public long datagramsSince(Instant then) {
        Duration interval = interval();
        if (interval.isZero() || first().isAfter(then)) {
            return datagrams();
        }
        return 1 + Math.max(0, Duration.between(then, last()).dividedBy(interval));
    }

    /** How many were seen, copies of those seen elsewhere included. */
    public long datagrams() {
        return arrivals.datagrams();
    }

    /** Whether RTCP still flows: the last came within three intervals, within bounds. */
    public boolean isFresh(Instant now, WatchRules rules) {
        return arrivals.isFresh(now, rules, arrivals);
    }

    /** The same with the interval of one that knows it better than this interface, which may see only a part. */
    public boolean isFresh(Instant now, WatchRules rules, RtcpTally most) {
        return arrivals.isFresh(now, rules, most.arrivals);
    }
}
