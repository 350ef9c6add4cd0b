package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * A port of the media server where RTCP of one stream is expected and RTP of others arrives: of another camera, or of
 * anyone, for anyone may send something like RTP there. What names the sources of one side alone is that side's; what
 * names both, or none, is told by addresses.
 */
final class SharedPort {
    private final StreamIndex streams;
    private final InetSocketAddress socket;
    private final InetSocketAddress below;
    private final List<RtpStream> upper;

    private SharedPort(StreamIndex streams, InetSocketAddress socket, InetSocketAddress below) {
        this.streams = streams;
        this.socket = socket;
        this.below = below;
        this.upper = streams.to(socket);
    }

    /** The port above a stream's own. */
    static SharedPort above(RtpStream lower, StreamIndex streams) {
        return new SharedPort(streams, StreamIndex.above(lower, 1), lower.destination());
    }

    /** A stream's own port. */
    static SharedPort of(RtpStream upper, StreamIndex streams) {
        return new SharedPort(streams, upper.destination(), StreamIndex.above(upper, -1));
    }

    int port() {
        return socket.getPort();
    }

    /** Whether RTP arrives there at all. */
    boolean hasRtp() {
        return !upper.isEmpty();
    }

    /** Whether RTCP that came there from the address of the lower one's camera reports on one of the upper streams. */
    boolean isReportOfUpper(RtpStream lower, RtcpTally report) {
        if (CameraReports.speaksFor(lower, report)) {
            return upper.stream()
                    .anyMatch(other -> other.isPairedWith(report.source()) && CameraReports.speaksFor(other, report));
        }
        return upper.stream()
                .anyMatch(other -> other.camera().equals(lower.camera()) || CameraReports.speaksFor(other, report));
    }

    /** Whether RTCP that came there from the address of both reports on a lower stream, and not on {@code one} of the upper. */
    boolean isReportOfLower(RtpStream one, RtcpTally report) {
        return !CameraReports.speaksFor(one, report)
                && streams.to(below).stream()
                        .anyMatch(
                                lower -> lower.camera().equals(one.camera()) && CameraReports.speaksFor(lower, report));
    }

    /**
     * Whether what left from there is feedback for one of the upper streams.
     *
     * @param meaning what it would be for the lower one
     */
    boolean isFeedbackOfUpper(RtpStream lower, RtcpTally tally, Meaning meaning) {
        boolean ofUpper = streams.areSpokenOf(socket, tally);
        boolean ofLower = tally.speaksOf(lower);
        if (ofUpper != ofLower) {
            return ofUpper;
        }
        InetSocketAddress to = tally.destination();
        if (upper.stream().anyMatch(other -> other.source().equals(to))) {
            return true;
        }
        boolean isToUpper = !to.getAddress().equals(lower.camera())
                && upper.stream().anyMatch(other -> other.camera().equals(to.getAddress()));
        return ofLower ? isToUpper : hasRtp() && meaning != Meaning.DELIVERED;
    }

    /** Whether what left from there is feedback for a lower stream, and not for {@code one} of the upper. */
    boolean isFeedbackOfLower(RtpStream one, RtcpTally tally, Instant now) {
        boolean ofLower = streams.areSpokenOf(below, tally);
        if (ofLower != tally.speaksOf(one)) {
            return ofLower;
        }
        InetAddress to = tally.destination().getAddress();
        return !to.equals(one.camera())
                && streams.to(below).stream().anyMatch(lower -> lower.camera().equals(to) && lower.isFlowing(now));
    }
}
