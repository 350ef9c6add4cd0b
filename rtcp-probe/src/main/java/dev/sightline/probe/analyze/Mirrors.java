package dev.sightline.probe.analyze;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may be seen by a mirror port alone: what such a host sends besides RTP is captured in frames for another host, and none
 * of it leaves. Linux's cooked captures note that such frames came in, also where they pass by. Not for several threads.
 */
final class Mirrors {
    private static final int MOST_SENDERS = 65_536;

    private final Set<InetAddress> passing = new HashSet<>();
    private final Set<InetAddress> leaving = new HashSet<>();

    /** Takes what is not RTP. */
    void seen(Datagram datagram) {
        if (datagram.direction() == Direction.OUT) {
            add(leaving, datagram);
        } else if (datagram.forAnother()) {
            add(passing, datagram);
        }
    }

    private static void add(Set<InetAddress> senders, Datagram datagram) {
        if (senders.size() < MOST_SENDERS) {
            senders.add(datagram.source().getAddress());
        }
    }

    /** Those of whom that is so, as far as is known. */
    Set<InetAddress> among(Set<InetAddress> hosts) {
        Set<InetAddress> those = new HashSet<>(hosts);
        those.retainAll(passing);
        those.removeAll(leaving);
        return leaving.size() < MOST_SENDERS ? those : new HashSet<>();
    }
}
