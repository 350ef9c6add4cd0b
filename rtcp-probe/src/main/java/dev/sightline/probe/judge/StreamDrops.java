package dev.sightline.probe.judge;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Content;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow.Meaning;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The firewall's drops that fit one stream.
 *
 * @param rtpIn drops of the camera's RTP on the way in
 * @param rtcpIn drops of its RTCP on the way in
 * @param out drops of RTCP for it on the way out
 * @param beside drops of what may be RTCP for it, too, beside RTCP that leaves
 * @param perhaps the drop that may be of this stream, or of something else: rather one by a rule about this camera
 */
record StreamDrops(
        Optional<FirewallDrop> rtpIn,
        Optional<FirewallDrop> rtcpIn,
        Optional<FirewallDrop> out,
        Optional<FirewallDrop> beside,
        Optional<FirewallDrop> perhaps) {
    private static final StreamDrops NONE =
            new StreamDrops(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** From where, to where. */
    private record Path(InetSocketAddress from, InetSocketAddress to) {}

    /** @param behind the same stream as this host translates it: a rule for what is forwarded sees that one */
    static StreamDrops of(
            RtpStream stream,
            Optional<RtpStream> behind,
            Feedback feedback,
            Optional<AgreedSection> agreed,
            Scene scene) {
        List<FirewallDrop> fresh = scene.drops().stream()
                .filter(drop ->
                        !drop.last().isBefore(scene.now().minus(scene.rules().lostFeedback())))
                .filter(drop -> !drop.last().isBefore(stream.runSince()))
                .toList();
        if (fresh.isEmpty()) {
            return NONE;
        }
        List<RtpStream> both = Stream.concat(Stream.of(stream), behind.stream()).toList();
        Set<Integer> ports = ServerRtcpPorts.of(stream, feedback, agreed).likely();
        List<InetSocketAddress> rtcp = both.stream()
                .flatMap(one -> ports.stream().map(port -> at(one, port - stream.localPort())))
                .toList();
        List<Path> media = both.stream()
                .map(one -> new Path(one.source(), one.destination()))
                .toList();
        List<Path> reports = feedback.fromCamera().stream()
                .flatMap(tally -> both.stream()
                        .map(one -> new Path(
                                tally.source(), at(one, tally.destination().getPort() - stream.localPort()))))
                .toList();
        List<Path> incoming = Stream.concat(media.stream(), reports.stream()).toList();
        List<Path> answers = cameraSockets(stream, feedback)
                .flatMap(camera -> Stream.concat(rtcp.stream(), both.stream().map(RtpStream::destination))
                        .map(server -> new Path(server, camera)))
                .toList();
        List<Path> sent = feedback.meaning(Meaning.DELIVERED)
                .map(tally -> new Path(tally.source(), tally.destination()))
                .toList();
        Predicate<FirewallDrop> proof = drop -> drop.scope().certain();
        Predicate<FirewallDrop> ofRtp = proof.and(drop -> drop.content() != Content.RTCP);
        Predicate<FirewallDrop> ofRtcp = proof.and(drop -> drop.content() != Content.RTP);
        return new StreamDrops(
                latest(fresh, Way.OUT, ofRtp.and(any(media, FirewallDrop::proves))),
                latest(fresh, Way.OUT, ofRtcp.and(any(reports, FirewallDrop::proves))),
                latest(
                        fresh,
                        Way.IN,
                        ofRtcp.and(any(answers, FirewallDrop::proves).or(isFrom(rtcp)))),
                fresh.stream()
                        .filter(drop -> drop.way() == Way.OUT && isForSome(drop, scene.watched()))
                        .filter(any(sent, FirewallDrop::mayConcern))
                        .max(Comparator.comparing(FirewallDrop::last)),
                fresh.stream()
                        .filter(drop -> mayBeOf(drop, drop.way() == Way.OUT ? answers : incoming))
                        .max(Comparator.comparing((FirewallDrop drop) -> drop.namesAlone(stream.camera()))
                                .thenComparing(FirewallDrop::last)));
    }

    /** The media server's port that is so far above the stream's. */
    private static InetSocketAddress at(RtpStream stream, int above) {
        return new InetSocketAddress(stream.destination().getAddress(), (stream.localPort() + above) & 0xffff);
    }

    /** Where the camera may expect RTCP. */
    private static Stream<InetSocketAddress> cameraSockets(RtpStream stream, Feedback feedback) {
        Set<Integer> ports = new LinkedHashSet<>(feedback.expected().certain());
        ports.add(stream.source().getPort());
        return ports.stream().map(port -> new InetSocketAddress(stream.camera(), port));
    }

    private static Predicate<FirewallDrop> any(List<Path> ways, Concern concern) {
        return drop -> ways.stream().anyMatch(way -> concern.isAbout(drop, way.from(), way.to()));
    }

    /** Whether a rule on the way out names ports or hosts: one for all packets may have counted anything. */
    private static boolean isForSome(FirewallDrop drop, PortRange watched) {
        DropScope scope = drop.scope();
        return !scope.destinations().isEmpty()
                || !scope.destinationPorts().isEmpty()
                || !scope.sourcePorts().equals(List.of(watched));
    }

    private static boolean mayBeOf(FirewallDrop drop, List<Path> ways) {
        return any(ways, FirewallDrop::mayConcern).test(drop)
                && !any(ways, FirewallDrop::proves).test(drop);
    }

    /** Whether a drop is about packets from one socket to another. */
    private interface Concern {
        boolean isAbout(FirewallDrop drop, InetSocketAddress from, InetSocketAddress to);
    }

    /** RTCP from the media server's socket counts wherever it was to go: the drop hides whether it was addressed rightly. */
    private static Predicate<FirewallDrop> isFrom(List<InetSocketAddress> rtcp) {
        return drop -> drop.source().filter(rtcp::contains).isPresent();
    }

    private static Optional<FirewallDrop> latest(List<FirewallDrop> drops, Way not, Predicate<FirewallDrop> which) {
        return drops.stream()
                .filter(drop -> drop.way() != not)
                .filter(which)
                .max(Comparator.comparing(FirewallDrop::last));
    }

    /** The one to show. */
    Optional<FirewallDrop> any() {
        return out.or(() -> rtpIn).or(() -> rtcpIn).or(() -> beside).or(() -> perhaps);
    }
}
