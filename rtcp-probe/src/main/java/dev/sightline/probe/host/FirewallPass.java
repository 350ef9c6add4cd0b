package dev.sightline.probe.host;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * Packets of one stream that one table of this host's firewall was seen to let through.
 *
 * @param table the table with its family, as {@code ip filter}
 * @param source the packets' source
 * @param destination their destination
 * @param last when it let the last of them through
 */
public record FirewallPass(String table, InetSocketAddress source, InetSocketAddress destination, Instant last) {
    /** Whether a counter is of the table that lets such a packet through. */
    public boolean refutes(FirewallDrop drop, FilteredPacket packet) {
        return drop.source().isEmpty()
                && drop.rule().startsWith(table + " ")
                && source.equals(packet.source())
                && destination.equals(packet.destination());
    }
}
