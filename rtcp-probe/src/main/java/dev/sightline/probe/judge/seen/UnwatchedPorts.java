package dev.sightline.probe.judge.seen;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.Datagram;
import java.net.InetSocketAddress;
import java.util.function.IntPredicate;

/**
 * The ports of which RTP is not captured, and of RTCP no more than what leaves. Between them another program of this host
 * may serve the same camera unseen, so that RTCP there makes nothing but a doubt, unless it goes on from where it is known.
 */
public record UnwatchedPorts(PortRange watched, IntPredicate isAgreed) {
    /** Whether both ends of a datagram are such. */
    public boolean have(Datagram datagram) {
        return !isWatched(datagram.source()) && !isWatched(datagram.destination());
    }

    private boolean isWatched(InetSocketAddress socket) {
        return watched.contains(socket.getPort()) || isAgreed.test(socket.getPort());
    }
}
