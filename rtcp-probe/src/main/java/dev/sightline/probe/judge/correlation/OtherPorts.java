package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stream's RTCP by another port of the media server than the one of its RTP, or the next, as after an {@code a=rtcp}
 * (RFC 3605) that the probe did not read. It is the stream's where it names its SSRC, no other stream has the same, and
 * the sockets prove it: the camera reports to that port alone; or it goes from the address that the RTP is sent to, to the
 * very socket from which the camera reports. What anyone else sends can make neither.
 */
final class OtherPorts {
    private final RtpStream stream;
    private final List<RtcpTally> own;
    private final List<RtcpTally> reports;
    private final List<RtcpTally> sent;
    private final Set<Integer> asking;
    private final List<RtcpTally> answers;

    /**
     * @param own the camera's reports to the usual ports
     * @param reports its reports to others
     * @param sent what was sent from others, and speaks of its source
     */
    OtherPorts(RtpStream stream, List<RtcpTally> own, List<RtcpTally> reports, List<RtcpTally> sent) {
        this.stream = stream;
        this.own = own;
        this.reports = reports;
        this.sent = sent;
        this.asking = new HashSet<>();
        reports.forEach(report -> asking.add(report.destination().getPort()));
        boolean mayAnswer = !asking.isEmpty()
                && !sent.isEmpty()
                && own.stream().noneMatch(report -> CameraReports.speaksFor(stream, report));
        this.answers = mayAnswer
                ? sent.stream()
                        .filter(tally -> asking.contains(tally.source().getPort()))
                        .filter(tally -> tally.direction() == Direction.LOCAL || isFromItsServer(tally))
                        .toList()
                : List.of();
    }

    /** Whether the camera reports to other ports alone, and RTCP for it comes from there, wherever it goes. */
    boolean isAnswered() {
        return !answers.isEmpty();
    }

    /** What comes from the ports to which the camera reports, and still came then. */
    List<RtcpTally> answers(Instant after) {
        return answers.stream().filter(tally -> tally.last().isAfter(after)).toList();
    }

    /** The camera's reports: beside those that know its SSRC no others count. */
    List<RtcpTally> fromCamera() {
        if (!isAnswered()) {
            return own;
        }
        Set<Integer> answering =
                answers.stream().map(tally -> tally.source().getPort()).collect(Collectors.toSet());
        return Stream.concat(
                        own.stream().filter(report -> stream.isPairedWith(report.source())),
                        reports.stream()
                                .filter(report ->
                                        answering.contains(report.destination().getPort())))
                .sorted(Comparator.comparing(RtcpTally::first))
                .toList();
    }

    /**
     * What goes to the socket from which the camera reports to a usual port, from a media port to which it does not report:
     * one that gets reports, too, may be that of another receiver.
     *
     * @param after what began earlier was of an earlier negotiation
     */
    List<RtcpTally> unasked(PortRange mediaPorts, Instant after) {
        if (sent.isEmpty()) {
            return List.of();
        }
        Set<InetSocketAddress> listening = own.stream()
                .filter(report -> CameraReports.speaksFor(stream, report))
                .map(RtcpTally::source)
                .collect(Collectors.toSet());
        return sent.stream()
                .filter(tally -> tally.direction() != Direction.LOCAL && isFromItsServer(tally))
                .filter(tally -> listening.contains(tally.destination()))
                .filter(tally -> mediaPorts.contains(tally.source().getPort()))
                .filter(tally -> !asking.contains(tally.source().getPort()))
                .filter(tally -> tally.first().isAfter(after))
                .toList();
    }

    /** The latest of the camera's reports to other ports. */
    Optional<RtcpTally> latestReport() {
        return isAnswered() || reports.isEmpty()
                ? Optional.empty()
                : reports.stream().max(Comparator.comparing(RtcpTally::last));
    }

    /** The latest from another port that is not among the feedback: a hint. */
    Optional<RtcpTally> latestSent(Set<RtcpTally> feedback) {
        return sent.stream().filter(tally -> !feedback.contains(tally)).max(Comparator.comparing(RtcpTally::last));
    }

    private boolean isFromItsServer(RtcpTally tally) {
        return tally.source().getAddress().equals(stream.destination().getAddress());
    }
}
