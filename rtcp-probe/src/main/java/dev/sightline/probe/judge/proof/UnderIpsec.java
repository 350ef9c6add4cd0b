package dev.sightline.probe.judge.proof;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.judge.correlation.ReturnLinks;
import dev.sightline.probe.judge.correlation.ServerRtcpPorts;
import dev.sightline.probe.judge.scene.StreamCase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@link Verdict#UNPROVEN} because RTCP for the camera may leave encrypted, by a policy of this host's IPsec: that none is
 * seen is no silence then. RTCP that is seen is in the clear, and means what it means. That there may be a policy which is
 * not known, whatever it is for, is doubt enough of a camera behind routers: not of one on this host's link, nor of what was
 * negotiated, for the gateway can mend that and would never learn of it.
 */
final class UnderIpsec {
    private UnderIpsec() {}

    /** A word on it while missing RTCP proves nothing anyway. */
    static Optional<Finding> whileEarly(StreamCase the) {
        return Unproven.tooEarly(the)
                .flatMap(early -> doubt(the)
                        .map(doubt -> the.finding(
                                Verdict.UNPROVEN,
                                early.since(),
                                List.of(Cause.TOO_EARLY, Cause.IPSEC),
                                early.reason() + "; besides, " + doubt,
                                Cures.IPSEC)));
    }

    static Optional<Finding> of(StreamCase the) {
        return doubt(the)
                .map(doubt -> the.finding(
                        Verdict.UNPROVEN,
                        the.lastDelivered(),
                        List.of(Cause.IPSEC),
                        Unproven.noneSeenFor(the) + ", but " + doubt,
                        Cures.IPSEC));
    }

    private static Optional<String> doubt(StreamCase the) {
        if (Unproven.isSeenInVain(the)) {
            return Optional.empty();
        }
        Ipsec ipsec = the.scene().host().ipsec();
        InetSocketAddress server = the.stream().destination();
        return ServerRtcpPorts.of(the.stream(), the.feedback(), the.agreed()).possible().stream()
                .map(port -> new InetSocketAddress(server.getAddress(), port))
                .flatMap(from -> the.feedback().expected().certain().stream()
                        .sorted()
                        .map(port -> new InetSocketAddress(the.stream().camera(), port))
                        .flatMap(to -> ipsec.mayTake(from, to, the.leading()).stream()))
                .findFirst()
                .or(() -> ipsec.mayBeUnknown().filter(words -> mayBeTunnelled(the)));
    }

    private static boolean mayBeTunnelled(StreamCase the) {
        return the.agreed().isEmpty() && !ReturnLinks.isOnItsLink(the.scene().host(), the.stream());
    }
}
