package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.FlowTime;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.SpokenSources;
import dev.sightline.probe.judge.seen.VirtualRouters;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a camera sent the same before: it goes on from the very socket to another address of the media server's host, as
 * where a virtual address moves in. The host's kernel takes the address of the route for what its sockets send, so RTCP goes
 * on from the former one.
 */
final class FormerAddress {
    /** Longer than two intervals of reports; a media server asks for keyframes and tells bitrates without any RTP for seconds. */
    private static final Duration STILL_NAMED = Duration.ofSeconds(8);

    private final StreamIndex streams;
    private final Instant now;

    FormerAddress(StreamIndex streams, Instant now) {
        this.streams = streams;
        this.now = now;
    }

    /** Whether RTCP from a former address of the stream's server is for its camera, and of what flows now. */
    boolean isOf(RtpStream stream, RtcpTally tally) {
        return left(stream, tally)
                .filter(then -> isNamedSince(stream, tally, then))
                .isPresent();
    }

    /** Whether it still goes where the camera may get it, though it does not tell of what it is. */
    boolean mayBeOf(RtpStream stream, RtcpTally tally) {
        return left(stream, tally)
                .filter(then -> !tally.last().isBefore(then) && !isNamedSince(stream, tally, then))
                .isPresent();
    }

    /**
     * Since when the stream alone flows from its socket; empty where RTCP does not come from a former address of it, goes
     * to another camera, or is perhaps of another stream from there that still flows.
     */
    private Optional<Instant> left(RtpStream stream, RtcpTally tally) {
        InetSocketAddress former = new InetSocketAddress(tally.source().getAddress(), stream.localPort());
        if (tally.direction() == Direction.IN
                || isOfAnotherHost(stream, tally)
                || !tally.destination().getAddress().equals(stream.camera())) {
            return Optional.empty();
        }
        List<RtpStream> ofCamera = streams.to(former).stream()
                .filter(other -> other.camera().equals(stream.camera()))
                .toList();
        if (!ofCamera.stream()
                .allMatch(other -> other.pauses(now) && other.last().isBefore(stream.last()))) {
            return Optional.empty();
        }
        return ofCamera.stream()
                .filter(other -> other.source().equals(stream.source()) && other.hasSent(stream.ssrc()))
                .map(RtpStream::last)
                .max(Instant::compareTo)
                .map(last -> last.isAfter(stream.establishedAt()) ? last : stream.establishedAt());
    }

    /** Whether it comes from another station of the link than the RTP goes to, and neither stands in for others. */
    private static boolean isOfAnotherHost(RtpStream stream, RtcpTally tally) {
        String name = NextStation.link(stream, tally);
        List<Long> servers = stream.stations().on(name).stream()
                .filter(LinkEnds::isForOne)
                .map(LinkEnds::destination)
                .toList();
        List<Long> senders =
                tally.stations().on(name).stream().map(LinkEnds::source).toList();
        return !servers.isEmpty()
                && !senders.isEmpty()
                && Stream.concat(servers.stream(), senders.stream()).noneMatch(VirtualRouters::contain)
                && Collections.disjoint(servers, senders);
    }

    /** Whether it tells of a source of what flows now; whose reports tell the same again and again gets nothing of that. */
    private static boolean isNamedSince(RtpStream stream, RtcpTally tally, Instant then) {
        // A server that gets nothing tells of nothing.
        Function<Instant, Optional<Instant>> flows =
                since -> FlowTime.begin(stream.times(since.isAfter(then) ? since : then));
        for (long ssrc : tally.spoken().lately()) {
            if (stream.hasSent(ssrc)
                    && !isStuck(tally, ssrc, then, flows)
                    && tally.spoken()
                            .named(ssrc)
                            .filter(named -> !named.at().isBefore(then) && isStillNamed(tally, named, flows))
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStuck(
            RtcpTally tally, long ssrc, Instant then, Function<Instant, Optional<Instant>> flows) {
        return tally.received().isStuckSince(ssrc, then, flows)
                || tally.received().isStuckSince(ssrc, tally.last().minus(STILL_NAMED), flows);
    }

    private static boolean isStillNamed(
            RtcpTally tally, SpokenSources.Named named, Function<Instant, Optional<Instant>> flows) {
        Duration silent = flows.apply(named.at().plus(WatchRules.AT_ONCE))
                .map(from -> Duration.between(from, tally.last()))
                .orElse(Duration.ZERO);
        return silent.compareTo(STILL_NAMED) <= 0 || silent.compareTo(tally.threeIntervals()) <= 0;
    }
}
