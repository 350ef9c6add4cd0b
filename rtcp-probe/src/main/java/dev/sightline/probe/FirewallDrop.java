package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Packets that this host's own firewall drops.
 *
 * @param way which way the packets went
 * @param rule the rule or the chain's policy in the firewall's own words, with table and chain
 * @param packets how many were dropped while it was looked at
 * @param first when it was first seen to drop
 * @param last when it was last seen to drop
 * @param source the dropped packets' source, where the firewall's trace or the rule tells it
 * @param destination their destination, likewise
 */
public record FirewallDrop(
        Way way,
        String rule,
        long packets,
        Instant first,
        Instant last,
        Optional<InetSocketAddress> source,
        Optional<InetSocketAddress> destination) {
    /** Which way a packet goes through this host. */
    public enum Way {
        /** From the network to a process of this host; a capture has seen it already. */
        IN,
        /** From a process of this host to the network; no capture sees it. */
        OUT,
        /** From one network to another. */
        FORWARD
    }
}
