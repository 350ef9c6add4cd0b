package dev.sightline.probe.judge;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.packet.Datagram.Direction;
import java.util.Set;

/** Tells what it means for a stream by which interface RTCP leaves, and for whom. */
final class ReturnLinks {
    private final FlowRoutes routes;

    ReturnLinks(FlowRoutes routes) {
        this.routes = routes;
    }

    /** @param leading the interfaces that lead to the stream's camera */
    Meaning meaning(RtpStream stream, RtcpTally tally, ExpectedPorts expected, Set<String> leading) {
        if (!leads(stream, tally, leading)) {
            return Meaning.TRAPPED;
        }
        if (!tally.destination().getAddress().equals(stream.camera())) {
            return Meaning.WRONG_HOST;
        }
        return expected.meaningOf(tally, stream.localPort());
    }

    /** A loopback interface leads only to a camera whose RTP arrives there, whatever the route says. */
    private boolean leads(RtpStream stream, RtcpTally tally, Set<String> leading) {
        String name = tally.key().interfaceName();
        if (tally.direction() == Direction.LOCAL) {
            return stream.arrivesOn(name);
        }
        return leading.contains(name)
                || tally.twins().stream().anyMatch(leading::contains)
                || (tally.direction() == Direction.OUT
                        && tally.destination().getAddress().equals(stream.camera())
                        && routes.leads(tally));
    }
}
