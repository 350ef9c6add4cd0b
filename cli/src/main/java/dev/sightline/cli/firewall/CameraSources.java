package dev.sightline.cli.firewall;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CamerasConfig;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import dev.sightline.probe.firewall.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a configuration says that cameras are: their requests, and their media. */
final class CameraSources {
    private final CamerasConfig cameras;

    CameraSources(CamerasConfig cameras) {
        this.cameras = cameras;
    }

    /** The networks of all cameras that there may be; absent when one of them may come from anywhere. */
    Optional<List<Network>> networks() {
        List<List<dev.sightline.gateway.config.Network>> each = new ArrayList<>();
        cameras.list().values().forEach(camera -> each.add(cameras.networksOf(camera)));
        if (cameras.registration() == Registration.OPEN) {
            CameraProfile unknown = cameras.defaultProfile();
            each.add(unknown.networks().isEmpty() ? cameras.networks() : unknown.networks());
        }
        if (each.isEmpty()) {
            each.add(cameras.networks());
        }
        if (each.stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(each.stream()
                .flatMap(List::stream)
                .map(network -> Network.parse(network.toString()))
                .toList());
    }

    /** What a proxy passes on comes from the proxy. */
    List<Network> ofRequests(List<Network> networks) {
        return joined(networks, cameras.trustedProxies());
    }

    /** A camera may send from an address that is listed for it, whatever its network. */
    List<Network> ofMedia(List<Network> networks) {
        return joined(
                networks,
                cameras.list().values().stream()
                        .flatMap(camera -> camera.addresses().stream())
                        .toList());
    }

    /** Each once, and none that lies within another: nftables takes no list with such. */
    private static List<Network> joined(List<Network> networks, Collection<InetAddress> addresses) {
        List<Network> all = Stream.concat(
                        networks.stream(), addresses.stream().map(address -> Network.parse(address.getHostAddress())))
                .distinct()
                .toList();
        return all.stream()
                .filter(one -> all.stream().noneMatch(other -> !other.equals(one) && lies(one, other)))
                .toList();
    }

    private static boolean lies(Network inner, Network outer) {
        return inner.prefix() >= outer.prefix() && outer.contains(inner.address());
    }
}
