package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.seen.RtpStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The media server's ports for the RTCP of a stream: the one of its answer and those to which the camera reports. Where
 * neither is known it is the RTP port + 1 (RFC 3550, 11), or perhaps the RTP port itself (RFC 5761).
 *
 * @param known those that are known; empty: none is
 * @param next the RTP port + 1
 * @param shared the RTP port
 */
public record ServerRtcpPorts(Set<Integer> known, int next, int shared) {
    public static ServerRtcpPorts of(RtpStream stream, Feedback feedback, Optional<AgreedSection> agreed) {
        Set<Integer> known = new LinkedHashSet<>();
        agreed.map(AgreedSection::serverRtcpPort).ifPresent(known::add);
        feedback.fromCamera().forEach(report -> known.add(report.destination().getPort()));
        return new ServerRtcpPorts(known, (stream.localPort() + 1) & 0xffff, stream.localPort());
    }

    /** The one on which they are expected, first of all. */
    public Set<Integer> likely() {
        return known.isEmpty() ? Set.of(next) : known;
    }

    /** All by which RTCP may leave. */
    public List<Integer> possible() {
        return known.isEmpty() ? List.of(next, shared) : List.copyOf(known);
    }
}
