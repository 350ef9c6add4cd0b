package dev.sightline.probe.host;

import dev.sightline.probe.Route;
import java.net.InetAddress;
import java.util.Optional;

/** Where the kernel would send a packet. */
@FunctionalInterface
public interface Routes {
    /** The route to an address, as far as it is known now; never waits. */
    Optional<Route> to(InetAddress address);
}
