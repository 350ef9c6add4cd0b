package dev.sightline.probe;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The kernel's route to an address.
 *
 * @param interfaceName the interface by which a packet would leave; empty when the kernel sends nothing there
 * @param gateway the next hop; empty when the address is on the link
 * @param source the source address that the kernel would choose, when it says so
 * @param kind what the kernel does with a packet for the address
 * @param table the routing table that holds the route, by name or number; empty when the kernel does not say
 * @param rule the policy rule that chose the table in the words of {@code ip rule}; empty when it is one that every
 *     Linux host has
 */
public record Route(
        String interfaceName,
        Optional<InetAddress> gateway,
        Optional<InetAddress> source,
        Kind kind,
        String table,
        Optional<String> rule) {
    /** What the kernel does with a packet. */
    public enum Kind {
        /** It leaves by the interface for one host. */
        UNICAST,
        /** It stays on this host: the address is its own, a loopback address, or {@code 0.0.0.0}. */
        LOCAL,
        /** It leaves by the interface for every host of the link. */
        BROADCAST,
        /** It leaves by the interface for a group. */
        MULTICAST,
        /** No table has a route: the sender is told "network is unreachable". */
        NO_ROUTE,
        /** A route or rule refuses it: the sender is told "no route to host". */
        UNREACHABLE,
        /** A route or rule refuses it: the sender is told "permission denied". */
        PROHIBIT,
        /** A route or rule discards it. */
        BLACKHOLE
    }

    /** A route by an interface to one host, of which no more is known. */
    public Route(String interfaceName, Optional<InetAddress> gateway, Optional<InetAddress> source) {
        this(interfaceName, gateway, source, Kind.UNICAST, "", Optional.empty());
    }

    /** The kernel refuses to send. */
    public static Route refused(Kind kind) {
        return new Route("", Optional.empty(), Optional.empty(), kind, "", Optional.empty());
    }

    /** The interface that a packet leaves by; empty when the kernel refuses to send it. */
    public Optional<String> leavesBy() {
        return interfaceName.isEmpty() ? Optional.empty() : Optional.of(interfaceName);
    }

    /** Whether a packet stays on this host. */
    public boolean isLocal() {
        return kind == Kind.LOCAL;
    }
}
