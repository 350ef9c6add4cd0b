package dev.sightline.probe.host;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A tunnel's interface.
 *
 * @param interfaceName its name
 * @param kind the kernel's word for its kind, {@code vxlan} say
 * @param above the interfaces above it: a bridge of which it is a port, a VLAN or macvlan on either
 * @param farEnd where its own packets go, if it has one far end only
 * @param port the UDP port that they go to, if they are UDP
 */
public record Tunnel(
        String interfaceName, String kind, Set<String> above, Optional<InetAddress> farEnd, OptionalInt port) {
    /** Copies the set. */
    public Tunnel {
        above = Set.copyOf(above);
    }

    /** Whether what is seen on that interface goes by this tunnel, if it is seen on both. */
    public boolean carries(String name) {
        return name.equals(interfaceName) || above.contains(name);
    }
}
