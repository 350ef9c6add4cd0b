package dev.sightline.gateway;

import dev.sightline.gateway.config.IpLiteral;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /**
     * What is known of a media server's own addresses.
     *
     * @param uri where it is reached; empty for one in this process
     * @return those of this host when it is on it, else the one in {@code uri}; empty when that is a name
     */
    Set<InetAddress> ofServerAt(Optional<URI> uri) {
        if (uri.isEmpty() || "localhost".equals(uri.get().getHost())) {
            return all;
        }
        Optional<InetAddress> reached = uri.map(URI::getHost).flatMap(IpLiteral::parse);
        return reached.filter(address -> address.isLoopbackAddress() || all.contains(address))
                .map(here -> all)
                .or(() -> reached.map(Set::of))
                .orElse(Set.of());
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
