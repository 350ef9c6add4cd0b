package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether RTCP answers what the camera sends: it comes from the very socket to which the camera sends from the one that it
 * goes to. A NAT, or a firewall with state, may let in nothing else (RFC 4787, 5: address and port-dependent filtering).
 */
final class AskedSockets {
    private final RtcpIndex rtcp;
    private final StreamIndex streams;

    AskedSockets(RtcpIndex rtcp, StreamIndex streams) {
        this.rtcp = rtcp;
        this.streams = streams;
    }

    /**
     * The media server's socket to which the camera sends instead, of the same address; empty where it sends to this one,
     * and where nothing is seen of the camera's.
     *
     * @param tally RTCP for the stream's camera
     * @param reports the camera's own on the stream
     */
    Optional<InetSocketAddress> instead(RtpStream stream, RtcpTally tally, Stream<RtcpTally> reports) {
        if (isAsked(tally)) {
            return Optional.empty();
        }
        InetSocketAddress camera = tally.destination();
        Stream<InetSocketAddress> asked = Stream.concat(
                        reports.filter(report -> report.source().equals(camera)).map(RtcpTally::destination),
                        Stream.of(stream.destination())
                                .filter(media -> stream.source().equals(camera)))
                .filter(socket -> socket.getAddress().equals(tally.source().getAddress()));
        return asked.findFirst();
    }

    /** Whoever's it is: also what is of another stream makes a way back. */
    private boolean isAsked(RtcpTally tally) {
        InetSocketAddress camera = tally.destination();
        for (RtcpTally report : rtcp.reports(camera.getAddress(), tally.source().getPort())) {
            if (report.source().equals(camera) && report.destination().equals(tally.source())) {
                return true;
            }
        }
        for (RtpStream other : streams.to(tally.source())) {
            if (other.source().equals(camera)) {
                return true;
            }
        }
        return false;
    }
}
