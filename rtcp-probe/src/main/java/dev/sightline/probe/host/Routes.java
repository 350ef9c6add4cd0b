package dev.sightline.probe.host;

import dev.sightline.probe.Route;
import java.net.InetAddress;
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

    /** Whether the kernel was asked and has not answered yet, so that no route known is no answer. */
    default boolean isPending(InetAddress address, InetAddress source) {
        return false;
    }
}
