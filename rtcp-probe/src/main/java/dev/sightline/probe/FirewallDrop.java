package dev.sightline.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Packets that this host's own firewall drops.
 *
 * @param way which way the packets went
 * @param rule the rule or the chain's policy in the firewall's own words, with table and chain
 * @param packets how many were dropped while it was looked at; of traced ones, how many of the sample
 * @param first when it was first seen to drop
 * @param last when it was last seen to drop
 * @param source the dropped packets' source, where the firewall's trace tells it
 * @param destination their destination, likewise
 * @param scope which packets can be among them
 * @param content what they hold, where the trace shows it
 */
public record FirewallDrop(
        Way way,
        String rule,
        long packets,
        Instant first,
        Instant last,
        Optional<InetSocketAddress> source,
        Optional<InetSocketAddress> destination,
        DropScope scope,
        Content content) {
    /** What dropped packets hold. */
    public enum Content {
        /** It is not known. */
        UNKNOWN,
        /** RTP, or at least no RTCP. */
        RTP,
        /** RTCP, by its packet type (RFC 5761, 4). */
        RTCP
    }

    /** Which way a packet goes through this host. */
    public enum Way {
        /** From the network to a process of this host; a capture has seen it already. */
        IN,
        /** From a process of this host to the network; no capture sees it. */
        OUT,
        /** From one network to another. */
        FORWARD
    }

    /** Drops that were counted: what the packets hold is not known. */
    public FirewallDrop(
            Way way,
            String rule,
            long packets,
            Instant first,
            Instant last,
            Optional<InetSocketAddress> source,
            Optional<InetSocketAddress> destination,
            DropScope scope) {
        this(way, rule, packets, first, last, source, destination, scope, Content.UNKNOWN);
    }

    /** Drops whose source and destination tell which packets they were. */
    public FirewallDrop(
            Way way,
            String rule,
            long packets,
            Instant first,
            Instant last,
            Optional<InetSocketAddress> source,
            Optional<InetSocketAddress> destination,
            Content content) {
        this(
                way,
                rule,
                packets,
                first,
                last,
                source,
                destination,
                source.flatMap(from -> destination.map(to -> DropScope.of(from, to)))
                        .orElse(DropScope.ANY),
                content);
    }

    /** The same without its scope, which may be long, and matters only to who judges. */
    FirewallDrop told() {
        return new FirewallDrop(way, rule, packets, first, last, source, destination, DropScope.ANY, content);
    }

    /** Whether such packets were surely among those dropped: no other packets can have been counted, and these can. */
    public boolean proves(FilteredPacket packet) {
        return scope.proves(packet);
    }

    /** Whether such packets may be among those dropped: a hint, never a proof. */
    public boolean mayConcern(FilteredPacket packet) {
        return scope.admits(packet);
    }

    /** Whether the rule is about this one host, on the end that is not this host's own. */
    public boolean namesAlone(InetAddress host) {
        return (way == Way.OUT ? scope.destinations() : scope.sources()).equals(List.of(new AddressRange(host, host)));
    }
}
