package dev.sightline.probe.host;

import java.util.Optional;

/**
 * This host's tunnels (vxlan, gre, ipip …). A capture sees what goes into one; whether this host lets the packets leave in
 * which the tunnel wraps it, only the tunnel's own counters tell.
 */
@FunctionalInterface
public interface Tunnels {
    /** Of which nothing is known. */
    Tunnels UNKNOWN = interfaceName -> Optional.empty();

    /** What is known now of the interface of that name; empty where it is no tunnel or was not read yet; never waits. */
    Optional<TunnelCount> count(String interfaceName);
}
