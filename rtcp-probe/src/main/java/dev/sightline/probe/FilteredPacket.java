package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * A packet of a watched stream, as far as is known what a firewall sees of it.
 *
 * @param source its source
 * @param destination its destination
 * @param comesBy the interfaces of which it comes in by one; empty: not known, or it is this host's own
 * @param leavesBy the interfaces of which it leaves by one; empty: not known, or it is for this host
 * @param mayBeAnswered whether another may have gone from its destination to its source before
 */
public record FilteredPacket(
        InetSocketAddress source,
        InetSocketAddress destination,
        Set<String> comesBy,
        Set<String> leavesBy,
        boolean mayBeAnswered) {
    /** Copies the sets. */
    public FilteredPacket {
        comesBy = Set.copyOf(comesBy);
        leavesBy = Set.copyOf(leavesBy);
    }

    /** One of which nothing but its sockets is known. */
    public static FilteredPacket between(InetSocketAddress source, InetSocketAddress destination) {
        return new FilteredPacket(source, destination, Set.of(), Set.of(), /* mayBeAnswered= */ true);
    }
}
