package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** RTP from one socket of a camera to one socket of the media server: what was seen of it. Not for several threads. */
public final class RtpStream {
    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final SocketPair pair;
    private final Instant first;
    private final boolean forThisHost;
    private final boolean oneClock;
    private final Pace pace;
    private final RunCounts runs;
    private final RtpWay way = new RtpWay();
    private final Stations stations = new Stations();
    private final Trunk trunk = new Trunk(stations);
    private final RtpSources sources = new RtpSources();
    private boolean filtered;
    private boolean hasPlace;
    private boolean endAwaited;
    private HopLimit hopLimit = HopLimit.UNKNOWN;
    private Instant nextHopUnresolved = Instant.MIN;

    /**
     * A stream that begins with {@code packet}, which is yet to be received.
     *
     * @param mediaGone how long without RTP before a stream of the usual rate counts as ended
     * @param oneClock whether all interfaces are captured by one clock, so that it tells where a packet is seen first
     */
    RtpStream(Datagram packet, Duration mediaGone, boolean oneClock) {
        this.oneClock = oneClock;
        this.source = packet.source();
        this.destination = packet.destination();
        this.pair = new SocketPair(source, destination);
        this.first = packet.at();
        this.forThisHost = packet.direction() != Direction.UNKNOWN;
        this.pace = new Pace(first, mediaGone);
        this.runs = new RunCounts(first);
    }

    void received(Datagram datagram) {
        ByteBuf packet = datagram.payload();
        long packetSsrc = RtpPackets.ssrc(packet);
        int number = RtpPackets.sequenceNumber(packet);
        way.seen(datagram.interfaceName(), datagram.at(), oneClock ? 0 : datagram.hopLimit(), packetSsrc, number);
        stations.seen(datagram.interfaceName(), datagram.ends(), datagram.at());
        if (!datagram.forAnother()) {
            way.reached(datagram.at());
        }
        if (stations.isShared() && (!datagram.forAnother() || !way.reachesThisHost(datagram.at()))) {
            trunk.seen(datagram, packetSsrc, number);
        }
        if (datagram.hopLimit() != hopLimit.left() && !isHandedOn(datagram.interfaceName())) {
            hopLimit = new HopLimit(datagram.hopLimit());
        }
        int format = RtpPackets.payloadType(packet);
        int on = sources.next(packetSsrc, number, format, datagram.at());
        if (sources.skips()) {
            pace.sampled(true);
        }
        Instant run = pace.runSince();
        Instant before = pace.last();
        pace.seen(datagram.at(), on);
        if (!pace.runSince().equals(run)) {
            runs.ended(run, before, packets() - 1, pace.runSince());
            if (sources.lastNew().equals(datagram.at())) {
                runs.beganAnew(pace.runSince());
            }
        }
        pace.sampled(filtered || sources.skips());
    }

    /** Its RTP leaves this host, too, as over a bridge. */
    void handedOn(Instant at) {
        way.handedOn(at);
    }

    /** Whether its frames are for another host's link address now, and this host hands them on to nobody. */
    public boolean isForAnotherHost() {
        return way.isForAnotherHost(last());
    }

    /** Whether the capture lets only a sample of its packets pass now. */
    void filtered(boolean now) {
        filtered = now;
        pace.sampled(now || sources.skips());
    }

    /** Whether only a sample of its packets is seen. */
    boolean isSampled() {
        return pace.isSampled();
    }

    /** RTCP says that its RTP flowed up to then, seen or not. */
    void sign(Instant at) {
        pace.sign(at);
    }

    /** Whether RTP still flows at {@code now}. */
    public boolean isFlowing(Instant now) {
        return pace.isFlowing(now);
    }

    /** Whether the next packet is overdue: the stream may have ended just now. */
    public boolean pauses(Instant now) {
        return pace.pauses(now);
    }

    /** Whether it is certainly RTP: enough packets came in order. */
    public boolean isEstablished() {
        return sources.isEstablished();
    }

    /** Whether it is held among those that are certainly RTP; who loses that place is held no more. */
    boolean hasPlace() {
        return hasPlace;
    }

    void takesPlace() {
        hasPlace = true;
    }

    boolean isEndAwaited() {
        return endAwaited;
    }

    void endIsAwaited(boolean now) {
        endAwaited = now;
    }

    /** When it was certain that it is; the end of time before. */
    public Instant establishedAt() {
        return sources.establishedAt();
    }

    /** From where, to where. */
    SocketPair pair() {
        return pair;
    }

    public InetAddress camera() {
        return source.getAddress();
    }

    public InetSocketAddress source() {
        return source;
    }

    public InetSocketAddress destination() {
        return destination;
    }

    /** Whether a socket is the camera's own one of this stream, or the one above it (RFC 3550, 11). */
    public boolean isPairedWith(InetSocketAddress socket) {
        int above = socket.getPort() - source.getPort();
        return socket.getAddress().equals(camera()) && (above == 0 || above == 1);
    }

    /** The link address of the next hop to its camera is not known at {@code now}. */
    public void nextHopIsUnresolved(Instant now) {
        nextHopUnresolved = now;
    }

    /** When that was so last; {@link Instant#MIN} where it never was. */
    public Instant nextHopUnresolved() {
        return nextHopUnresolved;
    }

    /** Whether its destination is an address of this host, as far as the capture tells. */
    public boolean isForThisHost() {
        return forThisHost;
    }

    /** Whether a frame of it ever was for this host's link address. */
    public boolean hasReachedThisHost() {
        return way.hasReachedThisHost();
    }

    public int localPort() {
        return destination.getPort();
    }

    public Instant first() {
        return first;
    }

    /** When the RTP that flows now, or flowed last, began: later than {@link #first} where it paused. */
    public Instant runSince() {
        return pace.runSince();
    }

    /**
     * When the first of its bursts began: {@link #runSince} where it did not pause, paused for more than a minute, or another
     * source began then.
     */
    public Instant burstsSince() {
        return runs.together();
    }

    /** Since when no packet was overdue. */
    public Instant steadySince() {
        return pace.steadySince();
    }

    public Instant last() {
        return pace.last();
    }

    /** Until when it is known to have flowed: the last packet, or what RTCP says of those that were not seen. */
    public Instant heard() {
        return pace.heard();
    }

    /** When the next packet after {@link #heard} would be there; that one where it is not known. */
    public Instant nextDue() {
        return pace.nextDue();
    }

    /** How long RTP has been flowing, pauses before it not counted. */
    public Duration flowed() {
        return Duration.between(runSince(), last());
    }

    /** Feedback for what came before then is not waited for any more. */
    public void answered(Instant at) {
        runs.answered(at);
    }

    /** Since when it is: since the latest {@link #answered}, or {@link #burstsSince} where that is later. */
    public Instant unansweredSince() {
        return runs.unansweredSince();
    }

    /** For how long RTP flowed since then before {@link #runSince}, pauses not counted. */
    public Duration unanswered() {
        return runs.unanswered();
    }

    /** When RTP flowed since then, up to its last packet; of many bursts, about. One that ends before it begins is none. */
    public List<FlowTime> times(Instant since) {
        List<FlowTime> times = runs.times(since);
        times.add(new FlowTime(since.isAfter(runSince()) ? since : runSince(), last()));
        return times;
    }

    /** Unsigned 32 bits; the one seen last that is certainly RTP, of an established stream. */
    public long ssrc() {
        return sources.ssrc();
    }

    /** The highest sequence number of the source seen last, 16 bits. */
    public int highestSequence() {
        return sources.highestSequence();
    }

    /** Whether it is one of the sources seen last. */
    public boolean hasSent(long mediaSsrc) {
        return sources.contain(mediaSsrc);
    }

    /** The same, but for sources from before the camera began anew. */
    public boolean sendsNow(long mediaSsrc) {
        return sources.containNow(mediaSsrc);
    }

    /** Its sources that are certainly RTP, one after the other or at the same time (RFC 8843), by SSRC; none where it is one. */
    public List<SentSource> severalSources() {
        return sources.several();
    }

    public boolean hasSentAll(Collection<Long> mediaSsrcs) {
        return mediaSsrcs.stream().allMatch(this::hasSent);
    }

    public boolean arrivesOn(String interfaceName) {
        return way.isOn(interfaceName);
    }

    public List<String> interfaceNames() {
        return way.names();
    }

    /** Those by which it comes, and not those by which this host only hands it on. */
    public List<String> arrivingOn() {
        List<String> names = way.names();
        return hasSeveralLinks()
                ? names.stream().filter(name -> !isHandedOn(name)).toList()
                : names;
    }

    /** Whether its RTP comes by another interface and this host hands it on by that one. */
    public boolean isHandedOn(String interfaceName) {
        return way.isHandedOn(interfaceName, last());
    }

    /** Whether it is seen on more than one interface, so that there is something to ask of the way it takes. */
    public boolean hasSeveralLinks() {
        return way.isOnSeveral();
    }

    /**
     * The interfaces, nearer to its camera, on which RTCP must be seen, too, that is seen on these: on the way back it
     * passes what its RTP passed. Empty where one of these is as near as any.
     */
    public List<String> beyond(Set<String> names) {
        return way.beyond(names, last());
    }

    /** The interfaces of which too little was seen yet to tell whether they are {@link #beyond} these. */
    public List<String> perhapsBeyond(Set<String> names) {
        return way.perhapsBeyond(names, last());
    }

    /**
     * Packets received, those that a sampling filter left out included. A packet that crosses a bridge and its port is
     * seen on both and counts once; packets that two links of a bond share out count together.
     */
    public long packets() {
        long skipped = sources.skipped();
        return Math.min(way.sum() + skipped, Math.max(way.most() + skipped, sources.expected()));
    }

    /** Those that have been received since {@link #runSince}. */
    public long packetsOfRun() {
        return runs.present(packets());
    }

    /** Packets a second since {@link #runSince}; what has come within less than a second counts for one. */
    public double rate() {
        return packetsOfRun() / seconds(flowed());
    }

    /** About how many came in that time, as if it flowed on at its rate; pauses not counted. */
    public double came(Instant since, Instant until) {
        boolean reaches = !until.isBefore(runSince());
        Instant from = since.isAfter(runSince()) ? since : runSince();
        return runs.came(since, until) + (reaches ? rate() * seconds(Duration.between(from, until)) : 0);
    }

    private static double seconds(Duration time) {
        return Math.max(1, time.toMillis() / 1_000.0);
    }

    /** What is left of its packets' hop limit when they arrive. */
    public HopLimit hopLimit() {
        return hopLimit;
    }

    /** Between which stations of the links it goes. */
    public Stations stations() {
        return stations;
    }

    /** By which of the links that share an interface. */
    public Trunk trunk() {
        return trunk;
    }
}
