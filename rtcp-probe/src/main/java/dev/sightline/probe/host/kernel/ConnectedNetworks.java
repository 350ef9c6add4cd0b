package dev.sightline.probe.host.kernel;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.host.program.Literals;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks of this host's own addresses, by interface: who belongs to one is on that link.
 *
 * @param byInterface the networks by the interface's name
 */
record ConnectedNetworks(Map<String, List<AddressRange>> byInterface) {
    private static final Logger log = LoggerFactory.getLogger(ConnectedNetworks.class);

    /** Those of now; of before where they cannot be read. */
    static ConnectedNetworks now(ConnectedNetworks before) {
        try {
            Map<String, List<AddressRange>> networks = new HashMap<>();
            NetworkInterface.networkInterfaces()
                    .forEach(device -> networks.put(
                            device.getName(),
                            device.getInterfaceAddresses().stream()
                                    .flatMap(address -> network(address).stream())
                                    .toList()));
            return new ConnectedNetworks(Map.copyOf(networks));
        } catch (SocketException e) {
            log.debug("This host's own networks are not known", e);
            return before;
        }
    }

    private static Optional<AddressRange> network(InterfaceAddress own) {
        return Literals.block(own.getAddress(), own.getNetworkPrefixLength());
    }

    boolean contain(InetAddress address, String interfaceName) {
        return byInterface.getOrDefault(interfaceName, List.of()).stream()
                .anyMatch(network -> network.contains(address));
    }
}
