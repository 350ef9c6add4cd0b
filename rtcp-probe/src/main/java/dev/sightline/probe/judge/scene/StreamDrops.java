package dev.sightline.probe.judge.scene;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Content;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.FirewallPass;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The firewall's drops that fit one stream.
 *
 * @param rtpIn drops of the camera's RTP on the way in
 * @param rtcpIn drops of its RTCP on the way in
 * @param out drops of RTCP for it on the way out
 * @param beside drops of what may be RTCP for it, too, beside RTCP that leaves
 * @param through the drop of RTCP that reaches this host on its way to the camera, or one that may be
 * @param perhaps the drop that may be of this stream, or of something else: rather one by a rule about this camera
 * @param packets the stream's packets, as the firewall sees them
 */
public record StreamDrops(
        Optional<FirewallDrop> rtpIn,
        Optional<FirewallDrop> rtcpIn,
        Optional<FirewallDrop> out,
        Optional<FirewallDrop> beside,
        Optional<FirewallDrop> through,
        Optional<FirewallDrop> perhaps,
        StreamPackets packets) {
    public static StreamDrops of(RtpStream stream, StreamPackets packets, Scene scene) {
        List<FirewallDrop> fresh = scene.drops().isEmpty() ? List.of() : fresh(stream, scene);
        if (fresh.isEmpty()) {
            return new StreamDrops(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    packets);
        }
        List<FirewallPass> passes = passes(fresh, scene);
        Predicate<FirewallDrop> proof = drop -> drop.scope().certain();
        Predicate<FirewallDrop> ofRtp = proof.and(drop -> drop.content() != Content.RTCP);
        Predicate<FirewallDrop> ofRtcp = proof.and(drop -> drop.content() != Content.RTP);
        List<FilteredPacket> answers = packets.answers();
        List<FilteredPacket> incoming = packets.incoming();
        List<FilteredPacket> through = packets.through();
        return new StreamDrops(
                latest(fresh, Way.OUT, ofRtp.and(any(packets.media(), FirewallDrop::proves))),
                latest(fresh, Way.OUT, ofRtcp.and(any(packets.reports(), FirewallDrop::proves))),
                latest(
                        fresh,
                        Way.IN,
                        ofRtcp.and(any(answers, FirewallDrop::proves).or(isFrom(packets.servers())))),
                fresh.stream()
                        .filter(drop -> drop.way() == Way.OUT && isForSome(drop, scene.watched()))
                        .filter(any(packets.sent(), FirewallDrop::mayConcern))
                        .max(Comparator.comparing(FirewallDrop::last)),
                fresh.stream()
                        .filter(drop -> drop.way() == Way.FORWARD)
                        .filter(any(through, FirewallDrop::proves).or(drop -> mayBeOf(drop, through, passes)))
                        .max(Comparator.comparing((FirewallDrop drop) ->
                                        any(through, FirewallDrop::proves).test(drop))
                                .thenComparing(FirewallDrop::last)),
                fresh.stream()
                        .filter(drop -> mayBeOf(drop, drop.way() == Way.OUT ? answers : incoming, passes))
                        .max(Comparator.comparing((FirewallDrop drop) -> drop.namesAlone(stream.camera()))
                                .thenComparing(FirewallDrop::last)),
                packets);
    }

    private static List<FirewallDrop> fresh(RtpStream stream, Scene scene) {
        Instant lost = scene.now().minus(scene.rules().lostFeedback());
        return scene.drops().stream()
                .filter(drop -> !drop.last().isBefore(lost) && !drop.last().isBefore(stream.runSince()))
                .toList();
    }

    private static Predicate<FirewallDrop> any(
            List<FilteredPacket> packets, BiPredicate<FirewallDrop, FilteredPacket> concern) {
        return drop -> packets.stream().anyMatch(packet -> concern.test(drop, packet));
    }

    /** Whether a rule on the way out names ports or hosts: one for all packets may have counted anything. */
    private static boolean isForSome(FirewallDrop drop, PortRange watched) {
        return !drop.scope().destinations().isEmpty() || isForSomePorts(drop, watched);
    }

    /** Whether a rule on the way out names ports that are not just all that are watched. */
    public static boolean isForSomePorts(FirewallDrop drop, PortRange watched) {
        DropScope scope = drop.scope();
        return !scope.destinationPorts().isEmpty() || !scope.sourcePorts().equals(List.of(watched));
    }

    private static boolean mayBeOf(FirewallDrop drop, List<FilteredPacket> packets, List<FirewallPass> passes) {
        List<FilteredPacket> unseen = packets.stream()
                .filter(packet -> passes.stream().noneMatch(pass -> pass.refutes(drop, packet)))
                .toList();
        return any(unseen, FirewallDrop::mayConcern).test(drop)
                && !any(packets, FirewallDrop::proves).test(drop);
    }

    /** What a trace sees go through, and no trace sees dropped. */
    private static List<FirewallPass> passes(List<FirewallDrop> drops, Scene scene) {
        Instant since = scene.now().minus(scene.rules().lostFeedback());
        Set<InetSocketAddress> dropped =
                drops.stream().flatMap(drop -> drop.source().stream()).collect(Collectors.toSet());
        return scene.host().firewall().passes().stream()
                .filter(pass -> !pass.last().isBefore(since) && !dropped.contains(pass.source()))
                .toList();
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

    /** Whether any is on the way in that is certainly of this stream. */
    boolean areIn() {
        return rtpIn.isPresent() || rtcpIn.isPresent();
    }

    public boolean areNone() {
        return !areIn() && out.isEmpty() && beside.isEmpty() && through.isEmpty() && perhaps.isEmpty();
    }

    /** The one to show. */
    public Optional<FirewallDrop> any() {
        return areNone()
                ? Optional.empty()
                : out.or(() -> rtpIn)
                        .or(() -> rtcpIn)
                        .or(() -> through)
                        .or(() -> beside)
                        .or(() -> perhaps);
    }
}
