package dev.sightline.probe.judge.seen;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All RTCP seen, by interface and sockets. Not for several threads. */
public final class RtcpTable {
    private static final int HEADER_LENGTH = 4;
    private static final int MAX_RECENT = 2_048;
    private static final Duration SAME_DATAGRAM = Duration.ofMillis(500);
    private static final Duration STRANGERS_PAUSE = Duration.ofSeconds(30);

    /** Whence a flow comes: each has a bound of its own, so that strangers push out nobody but strangers. */
    private enum Origin {
        HERE,
        CAMERA,
        /** Neither end is this host, as on a bridge: it may be a media server's. */
        PASSING,
        STRANGER,
        /** By {@link UnwatchedPorts}: kept apart from all that proves something. */
        UNWATCHED
    }

    /** What the copies of one datagram have in common. */
    private record Content(InetSocketAddress source, InetSocketAddress destination, int length, int hash) {
        /** By hand, for each datagram is looked up: a record's own goes through method handles. */
        @Override
        public int hashCode() {
            return 31 * (31 * source.hashCode() + destination.hashCode()) + hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Content content
                    && hash == content.hash
                    && length == content.length
                    && source.equals(content.source)
                    && destination.equals(content.destination);
        }
    }

    /** What a datagram still has in common with itself where its source was translated. */
    private record Carried(InetSocketAddress destination, int length, int hash) {
        @Override
        public int hashCode() {
            return 31 * destination.hashCode() + hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Carried carried
                    && hash == carried.hash
                    && length == carried.length
                    && destination.equals(carried.destination);
        }
    }

    /** Whose feedback, from which of the media server's RTP ports. */
    private record Served(InetAddress camera, int port) {}

    private record Passage(RtcpTally tally, Instant at) {}

    private final WatchRules rules;
    private final Map<Origin, RecentMap<RtcpTally.Key, RtcpTally>> tallies = new EnumMap<>(Origin.class);
    private final RecentMap<Content, RtcpSighting> recent = new RecentMap<>(MAX_RECENT);
    private final RecentMap<Carried, Passage> passages = new RecentMap<>(MAX_RECENT);
    private final UnreadRtcp unread;
    private final RecentMap<Served, Instant> startedAnew;
    private final RecentMap<RtcpTally.Key, RtcpTally> former;
    private long malformed;

    public RtcpTable(WatchRules rules) {
        this.rules = rules;
        this.unread = new UnreadRtcp(rules);
        startedAnew = new RecentMap<>(rules.maxStreams());
        former = new RecentMap<>(rules.maxFlows());
        for (Origin origin : Origin.values()) {
            tallies.put(origin, new RecentMap<>(bound(origin, rules.maxFlows())));
        }
    }

    private static int bound(Origin origin, int maxFlows) {
        return switch (origin) {
            case HERE, UNWATCHED -> maxFlows;
            case CAMERA, PASSING -> maxFlows / 2;
            case STRANGER -> maxFlows / 16;
        };
    }

    /**
     * Counts a datagram that looks like RTCP; what is malformed a camera would discard too, so it is no feedback.
     *
     * @param fromCamera whether media came from the sender's address
     */
    public void seen(Datagram datagram, boolean fromCamera) {
        seen(datagram, origin(datagram, fromCamera));
    }

    /** Counts what looks like RTCP on {@link UnwatchedPorts}; what comes in by them is nobody's feedback. */
    public void seenUnwatched(Datagram datagram) {
        if (datagram.direction() != Direction.IN) {
            seen(datagram, Origin.UNWATCHED);
        }
    }

    private void seen(Datagram datagram, Origin origin) {
        ByteBuf payload = datagram.payload();
        ByteBuf whole = datagram.truncated() ? LastCompound.wholePackets(payload, payload.readableBytes()) : payload;
        List<RtcpPacket> packets;
        try {
            packets = datagram.truncated() && !whole.isReadable() ? List.of() : RtcpCompound.read(whole);
        } catch (MalformedPacketException e) {
            if (origin != Origin.UNWATCHED) {
                malformed++;
                unread.seen(datagram);
            }
            return;
        }
        RtcpTally.Key key = new RtcpTally.Key(datagram.interfaceName(), datagram.source(), datagram.destination());
        Content content =
                new Content(key.source(), key.destination(), payload.readableBytes(), ByteBufUtil.hashCode(payload));
        RtcpSighting before = recent.get(content);
        if (before != null && before.comesBackAs(datagram)) {
            before.tally().cameBack(datagram.at());
            Optional.ofNullable(of(Origin.HERE).get(key)).ifPresent(leaving -> leaving.cameBack(datagram.at()));
            return;
        }
        RtcpTally tally = tally(key, datagram, origin);
        tally.stations().seen(key.interfaceName(), datagram.ends(), datagram.at());
        if (before != null && before.isSeenOnAnotherLinkAs(datagram, tally)) {
            return;
        }
        tally.wentWith(datagram.hopLimit(), datagram.at());
        if (before != null && before.isCopiedBy(datagram)) {
            tally.seenAgain(datagram.at(), before.interfaceName(), packets, rules);
            before.isSeenAgainBy(tally, datagram);
        } else {
            recent.put(content, RtcpSighting.of(tally, datagram));
            tally.seen(datagram.at(), packets, whole, rules);
            passes(tally, content, datagram.at());
            if (datagram.truncated()) {
                tally.wasCut(RtcpWords.typeAt(payload, whole.readableBytes()), rules);
            }
        }
    }

    private RtcpTally tally(RtcpTally.Key key, Datagram datagram, Origin origin) {
        RecentMap<RtcpTally.Key, RtcpTally> flows = of(origin);
        if (origin == Origin.HERE && isOfFormerStart(flows.get(key), datagram)) {
            former.put(key, Objects.requireNonNull(flows.remove(key)));
        }
        RtcpTally tally = flows.get(key);
        if (tally == null) {
            tally = begun(key, datagram, origin);
            flows.put(key, tally);
        }
        if (datagram.payload().readableBytes() >= 2 * HEADER_LENGTH) {
            tally.beganWith(datagram.payload().getUnsignedInt(datagram.payload().readerIndex() + HEADER_LENGTH));
        }
        return tally;
    }

    /**
     * A camera has started anew, with another port: what is sent for it from now on is counted apart from what was before.
     *
     * @param port the media server's port that its RTP goes to
     */
    void startsAnew(InetAddress camera, int port, Instant at) {
        startedAnew.put(new Served(camera, port), at);
    }

    private boolean isOfFormerStart(@Nullable RtcpTally known, Datagram datagram) {
        if (known == null || startedAnew.isEmpty()) {
            return false;
        }
        InetAddress camera = known.destination().getAddress();
        int port = known.source().getPort();
        return isBetween(known, startedAnew.get(new Served(camera, port)), datagram)
                || isBetween(known, startedAnew.get(new Served(camera, port - 1)), datagram);
    }

    private static boolean isBetween(RtcpTally known, @Nullable Instant start, Datagram datagram) {
        return start != null && known.first().isBefore(start) && !datagram.at().isBefore(start);
    }

    /** What leaves this host may have come from a container, whose address was translated on the way. */
    private void passes(RtcpTally tally, Content content, Instant at) {
        Carried carried = new Carried(content.destination(), content.length(), content.hash());
        Passage other = passages.put(carried, new Passage(tally, at));
        if (other == null || Duration.between(other.at(), at).abs().compareTo(SAME_DATAGRAM) > 0) {
            return;
        }
        if (tally.direction() == Direction.OUT) {
            other.tally().continuesAs(tally);
        } else if (other.tally().direction() == Direction.OUT) {
            tally.continuesAs(other.tally());
        }
    }

    private static Origin origin(Datagram datagram, boolean fromCamera) {
        return switch (datagram.direction()) {
            case OUT, LOCAL -> Origin.HERE;
            case IN -> fromCamera ? Origin.CAMERA : Origin.STRANGER;
            case UNKNOWN -> fromCamera ? Origin.CAMERA : Origin.PASSING;
        };
    }

    /** A camera's first report may come before its media; of what leaves nobody's word is taken, though it names that socket. */
    private RtcpTally begun(RtcpTally.Key key, Datagram datagram, Origin origin) {
        RtcpTally before = origin == Origin.CAMERA
                ? of(datagram.direction() == Direction.IN ? Origin.STRANGER : Origin.PASSING)
                        .remove(key)
                : null;
        return before != null ? before : new RtcpTally(key, datagram.direction(), datagram.at());
    }

    private RecentMap<RtcpTally.Key, RtcpTally> of(Origin origin) {
        return Objects.requireNonNull(tallies.get(origin));
    }

    /** Forgets those who are no camera, and have sent nothing for a while. */
    public void forgetStrangers(Instant now) {
        Iterator<RtcpTally> eldest = of(Origin.STRANGER).values().iterator();
        while (eldest.hasNext() && Duration.between(eldest.next().last(), now).compareTo(STRANGERS_PAUSE) > 0) {
            eldest.remove();
        }
    }

    /** Forgets these flows. */
    public void forget(Predicate<RtcpTally> those) {
        former.values().removeIf(those);
        tallies.values().forEach(flows -> flows.values().removeIf(those));
    }

    /** All of it. */
    public SeenRtcp seen() {
        return new SeenRtcp(tallies(), of(Origin.UNWATCHED).values(), unread);
    }

    /** All but what went by ports that are not watched. */
    public Collection<RtcpTally> tallies() {
        return Stream.concat(
                        former.values().stream(),
                        tallies.entrySet().stream()
                                .filter(some -> some.getKey() != Origin.UNWATCHED)
                                .flatMap(some -> some.getValue().values().stream()))
                .toList();
    }

    public int size() {
        int size = former.size();
        for (Map<RtcpTally.Key, RtcpTally> some : tallies.values()) {
            size += some.size();
        }
        return size;
    }

    /** Datagrams that looked like RTCP and were not. */
    public long malformed() {
        return malformed;
    }
}
