package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells which of the RTCP that arrives is a camera's own, for one of its streams. */
final class CameraReports {
    /** A camera's first report may come a little before its first RTP. */
    private static final Duration REPORT_BEFORE_RTP = Duration.ofMillis(200);

    /** Where RTP is sampled its first packet is seen late; that matters only where another camera may have reported. */
    static final Duration REPORT_BEFORE_SAMPLE = Duration.ofSeconds(2);

    private final RtcpIndex rtcp;
    private final StreamIndex streams;
    private final Instant now;

    CameraReports(RtcpIndex rtcp, StreamIndex streams, Instant now) {
        this.rtcp = rtcp;
        this.streams = streams;
        this.now = now;
    }

    /**
     * What the camera reports on the stream; oldest first.
     *
     * @param localPorts the media server's ports that are the stream's alone
     * @param above the next one, if it is not
     */
    List<RtcpTally> of(RtpStream stream, Set<Integer> localPorts, Optional<SharedPort> above) {
        List<RtcpTally> reports = new ArrayList<>(1);
        int known = 0;
        for (RtcpTally tally : arrived(stream, localPorts, above)) {
            if (isReportOf(stream, tally)) {
                reports.add(tally);
                known += speaksFor(stream, tally) ? 1 : 0;
            }
        }
        if (known < reports.size()) {
            boolean alone = known == 0;
            reports.removeIf(tally -> !speaksFor(stream, tally)
                    && !(arrivesLike(stream, tally) && (alone || stream.isPairedWith(tally.source()))));
        }
        reports.sort(Comparator.comparing(RtcpTally::first));
        return reports;
    }

    private List<RtcpTally> arrived(RtpStream stream, Set<Integer> localPorts, Optional<SharedPort> above) {
        List<RtcpTally> arrived = new ArrayList<>();
        SharedPort itself = SharedPort.of(stream, streams);
        for (int port : localPorts) {
            for (RtcpTally tally : rtcp.reports(stream.camera(), port)) {
                if (port != itself.port() || !itself.isReportOfLower(stream, tally)) {
                    arrived.add(tally);
                }
            }
        }
        if (above.isPresent()) {
            SharedPort shared = above.get();
            for (RtcpTally tally : rtcp.reports(stream.camera(), shared.port())) {
                if (!shared.isReportOfUpper(stream, tally)) {
                    arrived.add(tally);
                }
            }
        }
        return arrived;
    }

    /**
     * Anyone may report in a camera's name: who does not know the SSRC of its RTP (RFC 3550, 5.1: chosen at random) counts
     * only where the RTP comes, too, and not beside one who does.
     */
    private static boolean arrivesLike(RtpStream stream, RtcpTally tally) {
        return stream.arrivesOn(tally.key().interfaceName())
                || tally.twins().stream().anyMatch(stream::arrivesOn);
    }

    /** Several cameras behind one address may send to one port, and one that starts anew has other ports than before. */
    private boolean isReportOf(RtpStream stream, RtcpTally tally) {
        List<RtpStream> others = streams.beside(stream);
        Duration before = others.isEmpty() ? REPORT_BEFORE_SAMPLE : REPORT_BEFORE_RTP;
        if (tally.last().isBefore(stream.runSince().minus(before))) {
            return false;
        }
        if (stream.isPairedWith(tally.source())) {
            return true;
        }
        if (isOfTheNext(stream, tally)) {
            return false;
        }
        boolean fromBefore = tally.last().isBefore(stream.runSince());
        for (RtpStream other : others) {
            boolean rival = other.isFlowing(now) || fromBefore;
            boolean ofOther =
                    other.isPairedWith(tally.source()) || (speaksFor(other, tally) && !speaksFor(stream, tally));
            if (rival && ofOther && other.camera().equals(stream.camera())) {
                return false;
            }
        }
        return true;
    }

    /** A camera that starts anew with the same source may report before its RTP comes from there. */
    private boolean isOfTheNext(RtpStream stream, RtcpTally tally) {
        return tally.first().isAfter(stream.last()) && stream.pauses(now);
    }

    /** Whether it describes a source of this stream. */
    static boolean speaksFor(RtpStream stream, RtcpTally tally) {
        for (long ssrc : tally.senderSsrcs()) {
            if (stream.hasSent(ssrc)) {
                return true;
            }
        }
        return false;
    }

    /** Where the camera expected RTCP before it started anew. */
    Set<InetSocketAddress> formerSockets(RtpStream stream, Set<Integer> localPorts, Optional<SharedPort> above) {
        Set<InetSocketAddress> former = new LinkedHashSet<>();
        for (RtpStream other : streams.beside(stream)) {
            if (other.camera().equals(stream.camera()) && other.first().isBefore(stream.first())) {
                former.add(new InetSocketAddress(other.camera(), (other.source().getPort() + 1) & 0xffff));
            }
        }
        for (RtcpTally tally : arrived(stream, localPorts, above)) {
            if (tally.last().isBefore(stream.runSince())) {
                former.add(tally.source());
            }
        }
        return former;
    }

    /**
     * From which port it reported last in an earlier burst of its RTP, where that goes on with the same source and the camera
     * sends nothing else there: most likely its next report comes from there, too.
     */
    Optional<Integer> portBeforeThePause(RtpStream stream, Set<Integer> localPorts, Optional<SharedPort> above) {
        boolean pausedOnly = stream.burstsSince().isBefore(stream.runSince())
                && streams.beside(stream).stream()
                        .noneMatch(other -> other.camera().equals(stream.camera())
                                && !other.last().isBefore(stream.burstsSince()));
        return pausedOnly
                ? arrived(stream, localPorts, above).stream()
                        .filter(tally -> !tally.last().isBefore(stream.burstsSince()) && speaksFor(stream, tally))
                        .max(Comparator.comparing(RtcpTally::last))
                        .map(tally -> tally.source().getPort())
                : Optional.empty();
    }

    /** Other addresses' sockets that report the stream's source to its ports, where no other stream has the same source. */
    Set<InetSocketAddress> otherSockets(RtpStream stream, Set<Integer> localPorts) {
        Set<InetSocketAddress> sockets = new LinkedHashSet<>();
        if (streams.isTheOnlyOneOfItsSource(stream)) {
            for (RtcpTally tally : rtcp.reportsOf(stream.ssrc())) {
                if (localPorts.contains(tally.destination().getPort())
                        && tally.destination()
                                .getAddress()
                                .equals(stream.destination().getAddress())
                        && !tally.source().getAddress().equals(stream.camera())
                        && !tally.last().isBefore(stream.runSince())) {
                    sockets.add(tally.source());
                }
            }
        }
        return sockets;
    }

    /** The camera's own for other ports, where no other stream has the same source. */
    List<RtcpTally> elsewhere(RtpStream stream, Set<Integer> localPorts) {
        if (!streams.isTheOnlyOneOfItsSource(stream)) {
            return List.of();
        }
        List<RtcpTally> elsewhere = new ArrayList<>();
        for (RtcpTally tally : rtcp.reportsOf(stream.ssrc())) {
            InetSocketAddress to = tally.destination();
            if (!localPorts.contains(to.getPort())
                    && to.getAddress().equals(stream.destination().getAddress())
                    && tally.source().getAddress().equals(stream.camera())
                    && !tally.last().isBefore(stream.runSince())) {
                elsewhere.add(tally);
            }
        }
        return elsewhere;
    }
}
