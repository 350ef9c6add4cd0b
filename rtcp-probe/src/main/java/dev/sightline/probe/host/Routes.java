package dev.sightline.probe.host;

import dev.sightline.probe.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where the kernel would send a packet. */
@FunctionalInterface
public interface Routes {
    /** The route to an address, as far as it is known now; never waits. */
    Optional<Route> to(InetAddress address);

    /** The same of what is sent from {@code source}, for which policy rules may have a route of its own. */
    default Optional<Route> to(InetAddress address, InetAddress source) {
        return to(address);
    }

    /**
     * The same of UDP from one socket to another: policy rules may look at the ports as well. A socket that is bound to no
     * address is routed by its unspecified address.
     */
    default Optional<Route> to(InetSocketAddress destination, InetSocketAddress source) {
        return to(destination.getAddress(), source.getAddress());
    }

    /** Whether the kernel has yet to answer the same. */
    default boolean isPending(InetSocketAddress destination, InetSocketAddress source) {
        return isPending(destination.getAddress(), source.getAddress());
    }

    /** Whether the kernel was asked and has not answered yet, so that no route known is no answer. */
    default boolean isPending(InetAddress address) {
        return false;
    }

    /** The same of what is sent from {@code source}. */
    default boolean isPending(InetAddress address, InetAddress source) {
        return isPending(address);
    }

    /** Whether an address of this interface has a network to which that address belongs, so that it is on its link. */
    default boolean isOnLink(InetAddress address, String interfaceName) {
        return false;
    }

    /** Whether there may be policy rules by which what this host sends goes another way than its destination tells. */
    default boolean mayHeedRules() {
        return mayHeedMarks();
    }

    /** Whether a policy rule looks at a packet's mark, which is not seen on the wire. */
    default boolean mayHeedMarks() {
        return false;
    }
}
