package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.host.Host;
import dev.sightline.probe.judge.seen.HopLimit;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.VirtualRouters;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A station with the camera's address on the link by which RTCP leaves, which is not the one that sends the camera's RTP on
 * the other link: one device that is on both links has one link address.
 *
 * @param interfaceName the link on which it answers
 * @param from the camera's link addresses, on the link of its RTP
 * @param to those for which the RTCP leaves
 */
public record Namesake(String interfaceName, List<Long> from, List<Long> to) {

    /**
     * Empty where both are one, or that is not known: the RTP may come from a router, a virtual router stands in for
     * others, or the frames have no link addresses; and where the camera's reports show that what is sent there arrives.
     *
     * @param tally RTCP for the stream's camera, which leaves by another link than its RTP comes by
     * @param fromCamera the camera's own reports
     */
    public static Optional<Namesake> of(
            Host host, RtpStream stream, RtcpTally tally, List<RtcpTally> fromCamera, Instant now) {
        return Stream.concat(Stream.of(tally.key().interfaceName()), tally.twins().stream())
                .filter(name -> host.neighbours().answers(stream.camera(), name))
                .flatMap(name -> on(name, host, stream, tally).stream())
                .findFirst()
                .filter(other -> !Talkback.arrives(
                        tally,
                        fromCamera,
                        tally.stations().since(other.interfaceName()).orElse(Instant.MIN),
                        now));
    }

    private static Optional<Namesake> on(String name, Host host, RtpStream stream, RtcpTally tally) {
        List<LinkEnds> sent = tally.stations().on(name);
        List<Long> to = sent.stream().map(LinkEnds::destination).distinct().toList();
        List<Long> from = stream.interfaceNames().stream()
                .flatMap(link -> stream.stations().on(link).stream())
                .map(LinkEnds::source)
                .distinct()
                .toList();
        boolean another = !from.isEmpty()
                && !sent.isEmpty()
                && sent.stream().allMatch(LinkEnds::isForOne)
                && to.stream().noneMatch(station -> from.contains(station) || VirtualRouters.contain(station));
        return another && isTheCameras(from, host, stream)
                ? Optional.of(new Namesake(name, from, to))
                : Optional.empty();
    }

    /** Whether the RTP comes from the camera itself, and not from a router. */
    private static boolean isTheCameras(List<Long> from, Host host, RtpStream stream) {
        HopLimit limit = stream.hopLimit();
        return limit.isWhole()
                || (!limit.isSpent()
                        && stream.interfaceNames().stream()
                                .flatMap(link -> host.neighbours().linkAddress(stream.camera(), link).stream())
                                .anyMatch(address ->
                                        isAmong(from, address) && !isShared(host, stream.camera(), address)));
    }

    private static boolean isAmong(List<Long> stations, String linkAddress) {
        return stations.stream().map(LinkEnds::words).anyMatch(linkAddress::equals);
    }

    private static boolean isShared(Host host, InetAddress camera, String linkAddress) {
        return host.neighbours().isShared(camera, linkAddress);
    }
}
