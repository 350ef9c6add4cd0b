package dev.sightline.probe.judge.seen;

import static java.util.stream.Collectors.toSet;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The streams of RTP seen so far, the latest of them. Not for several threads. */
public final class RtpStreams {
    /** What a camera sends to one port of the media server, from whichever of its own. */
    private record Source(long ssrc, InetAddress camera, InetSocketAddress destination) {
        static Source of(RtpStream stream) {
            return new Source(stream.ssrc(), stream.camera(), stream.destination());
        }
    }

    private final WatchRules rules;
    private final PortRange mediaPorts;
    private final IntPredicate isAgreed;
    private final RtcpTable rtcp;
    private final HeldStreams streams;
    private final RecentMap<InetAddress, Boolean> cameras;
    private final RecentMap<SocketPair, RtpStream> newest;
    private final boolean retrospective;
    private final AwaitedEnds ends = new AwaitedEnds();

    /**
     * @param isAgreed whether a camera negotiated a port of the media server
     * @param isWell whether what was found of a stream last is that it gets its feedback
     * @param rtcp is told when a camera starts anew
     * @param retrospective whether a capture that is over is read: someone asks which streams {@link #ended}, and its
     *     interfaces may be of several clocks
     */
    public RtpStreams(
            WatchRules rules,
            PortRange mediaPorts,
            IntPredicate isAgreed,
            Predicate<RtpStream> isWell,
            RtcpTable rtcp,
            boolean retrospective) {
        this.rules = rules;
        this.mediaPorts = mediaPorts;
        this.isAgreed = isAgreed;
        this.rtcp = rtcp;
        this.retrospective = retrospective;
        this.streams = new HeldStreams(rules, isAgreed, isWell);
        this.cameras = new RecentMap<>(rules.maxStreams());
        this.newest = new RecentMap<>(rules.maxStreams());
    }

    /** Takes a datagram that is RTP by its form. */
    public void seen(Datagram datagram) {
        int port = datagram.destination().getPort();
        if (!mediaPorts.contains(port) && !isAgreed.test(port)) {
            return;
        }
        SocketPair pair = SocketPair.of(datagram);
        RtpStream stream = streams.get(pair);
        if (datagram.direction() == Direction.OUT) {
            if (stream != null) {
                stream.handedOn(datagram.at());
            }
            return;
        }
        if (stream == null) {
            if (datagram.direction() != Direction.IN && streams.contains(pair.reversed())) {
                return; // what the media server sends back
            }
            stream = new RtpStream(datagram, rules.mediaGone(), /* oneClock= */ !retrospective);
            streams.begins(stream);
        }
        stream.received(datagram);
        if (stream.isEstablished()) {
            cameras.put(stream.camera(), true);
            if (streams.givePlace(stream)) {
                begins(stream);
            }
            if (retrospective && stream.hasPlace()) {
                ends.flows(stream);
            }
        }
    }

    /** A camera that starts anew was away for a while; one of several behind an address was not. */
    private void begins(RtpStream stream) {
        SocketPair way = new SocketPair(new InetSocketAddress(stream.camera(), 0), stream.destination());
        RtpStream before = newest.put(way, stream);
        if (before != null && before.pauses(stream.establishedAt())) {
            rtcp.startsAnew(stream.camera(), stream.localPort(), stream.establishedAt());
        }
    }

    /** Whether an established stream came from there. */
    public boolean comeFrom(InetAddress address) {
        return cameras.containsKey(address);
    }

    public Collection<RtpStream> all() {
        return streams.all();
    }

    /** Of whom nothing is said because more came than are held. */
    public Unjudged unjudged() {
        return streams.unjudged();
    }

    /** Those that are certainly RTP. */
    public Collection<RtpStream> certain() {
        return streams.certain();
    }

    /**
     * Those that are certainly RTP and had ended by then, but for those whose end was {@link #forgetEnds forgotten}.
     *
     * @param until when a stream has ended, as far as is known now
     */
    public List<RtpStream> ended(Instant now, Function<RtpStream, Instant> until) {
        return ends.before(now, until);
    }

    /** The ends of those are told no more, until they flow again. */
    public void forgetEnds(Instant now, Function<RtpStream, Instant> until) {
        ends.forget(now, until);
    }

    /** Forgets these streams. */
    public void forget(Predicate<RtpStream> those) {
        streams.forget(those);
        newest.values().removeIf(those);
    }

    public int size() {
        return streams.size();
    }

    /** Takes note of the interfaces by which only a sample of the RTP is seen. */
    public void filtered(Coverage coverage) {
        streams.all().forEach(stream -> stream.filtered(coverage.samples(stream.interfaceNames())));
    }

    /**
     * Those of {@code certain} that are a camera's RTP, oldest first. Of what a sample left out RTCP tells them that it
     * flowed.
     *
     * @param viewers those that are left out
     */
    public static List<RtpStream> established(
            Instant now, Collection<RtpStream> certain, Viewers viewers, Collection<RtcpTally> tallies) {
        List<RtpStream> established = new ArrayList<>(certain);
        established.removeIf(viewers::contain);
        established.sort(Comparator.comparing(RtpStream::first));
        List<RtpStream> unseen = new ArrayList<>(established);
        unseen.removeIf(stream -> !stream.isSampled() || stream.isFlowing(now));
        if (!unseen.isEmpty()) {
            removeFormer(unseen, established);
        }
        if (!unseen.isEmpty()) {
            unseen.forEach(new SignsOfRtp(tallies)::tell);
        }
        return established;
    }

    /** What RTCP tells of a source tells nothing of the ports that its camera had before it started anew with the same. */
    private static void removeFormer(List<RtpStream> unseen, List<RtpStream> oldestFirst) {
        Map<Source, Instant> newest = new HashMap<>();
        oldestFirst.forEach(stream -> newest.put(Source.of(stream), stream.first()));
        unseen.removeIf(
                stream -> newest.getOrDefault(Source.of(stream), Instant.MIN).isAfter(stream.last()));
    }

    /** A capture that is over does not say where it was a sample; the sequence numbers do. */
    public static Set<String> sampledAt(Instant now, Collection<RtpStream> certain, WatchRules rules) {
        return certain.stream()
                .filter(RtpStream::isSampled)
                .filter(stream -> Duration.between(stream.last(), now).compareTo(rules.longestGap()) <= 0)
                .flatMap(stream -> stream.interfaceNames().stream())
                .collect(toSet());
    }
}
