package dev.sightline.probe;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The kernel's route to an address.
 *
 * @param interfaceName the interface by which a packet would leave
 * @param gateway the next hop; empty when the address is on the link
 * @param source the source address that the kernel would choose, when it says so
 */
public record Route(String interfaceName, Optional<InetAddress> gateway, Optional<InetAddress> source) {}
