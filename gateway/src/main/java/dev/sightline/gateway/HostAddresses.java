package dev.sightline.gateway;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The addresses of this host when the gateway starts.
 *
 * @param all of all interfaces that are up
 */
record HostAddresses(Set<InetAddress> all) {
    static HostAddresses read() {
        try {
            List<InetAddress> found = new ArrayList<>();
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (network.isUp()) {
                    network.inetAddresses().forEach(found::add);
                }
            }
            return new HostAddresses(Set.copyOf(found));
        } catch (SocketException e) {
            throw new UncheckedIOException("the host's addresses cannot be read", e);
        }
    }

    /** The one that others most likely reach: IPv4 before IPv6, loopback only when there is no other. */
    InetAddress main() {
        return all.stream()
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .min((one, other) -> {
                    boolean first = one instanceof Inet4Address;
                    boolean second = other instanceof Inet4Address;
                    return first == second
                            ? one.getHostAddress().compareTo(other.getHostAddress())
                            : Boolean.compare(second, first);
                })
                .orElseGet(InetAddress::getLoopbackAddress);
    }

    /** What viewers are told: {@code media} first, then the others; loopback too when there is nothing else. */
    List<InetAddress> candidates(InetAddress media) {
        List<InetAddress> result = new ArrayList<>();
        result.add(media);
        all.stream()
                .filter(address -> address instanceof Inet4Address)
                .filter(address -> !address.isLinkLocalAddress() && !address.equals(media))
                .filter(address -> !address.isLoopbackAddress() || media.isLoopbackAddress())
                .forEach(result::add);
        return List.copyOf(result);
    }
}
