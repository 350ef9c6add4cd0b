package dev.sightline.gateway.config;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A network whose addresses are each shared by many: an address translator's, or a proxy's.
 *
 * @param hosts for how many each of its addresses counts
 */
public record SharedNetwork(Network network, int hosts) {
    /** Reads {@code 203.0.113.0/24}, or one address; {@code hosts} is 1 then. */
    static Optional<SharedNetwork> parse(String text) {
        return Network.parse(text).map(network -> new SharedNetwork(network, 1));
    }

    SharedNetwork withHosts(int number) {
        return new SharedNetwork(network, number);
    }

    public boolean contains(InetAddress other) {
        return network.contains(other);
    }
}
