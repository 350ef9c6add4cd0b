package dev.sightline.probe.judge.seen;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What RTCP says of RTP that a capture of samples may not see: a sender's packet count that rises, or a receiver's highest
 * sequence number (RFC 3550, 6.4.1).
 */
final class SignsOfRtp {
    /** @param camera who sent the report, where it is about its own RTP */
    private record Subject(long ssrc, int serverPort, Optional<InetAddress> camera) {}

    private final Map<Subject, Instant> latest = new HashMap<>();

    SignsOfRtp(Collection<RtcpTally> tallies) {
        tallies.forEach(tally -> {
            if (tally.direction() != Direction.OUT) {
                add(
                        tally.sent(),
                        tally.destination().getPort(),
                        Optional.of(tally.source().getAddress()));
            }
            if (tally.direction() != Direction.IN) {
                add(tally.received(), tally.source().getPort(), Optional.empty());
            }
        });
    }

    private void add(Rises rises, int serverPort, Optional<InetAddress> camera) {
        for (long ssrc : rises.sources()) {
            rises.last(ssrc)
                    .ifPresent(rise -> latest.merge(
                            new Subject(ssrc, serverPort, camera),
                            rise.from(),
                            (one, other) -> one.isAfter(other) ? one : other));
        }
    }

    /** Lets a stream flow up to the last of these signs: what was counted came after the report before. */
    void tell(RtpStream stream) {
        for (int port = stream.localPort(); port <= stream.localPort() + 1; port++) {
            tell(stream, new Subject(stream.ssrc(), port, Optional.of(stream.camera())));
            tell(stream, new Subject(stream.ssrc(), port, Optional.empty()));
        }
    }

    private void tell(RtpStream stream, Subject subject) {
        Instant sign = latest.get(subject);
        if (sign != null) {
            stream.sign(sign);
        }
    }
}
