package dev.sightline.gateway.camera;

import dev.sightline.gateway.config.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/** Where a request came from. {@code X-Forwarded-For} counts only from a proxy that the configuration names. */
final class SourceAddress {
    private final List<InetAddress> proxies;

    SourceAddress(List<InetAddress> proxies) {
        this.proxies = proxies;
    }

    /**
     * @param peer the other end of the connection
     * @param forwarded the values of {@code X-Forwarded-For}, in their order
     */
    InetAddress of(SocketAddress peer, List<String> forwarded) {
        if (!(peer instanceof InetSocketAddress socket)) {
            throw RequestRefused.badRequest("the request did not come over IP");
        }
        InetAddress address = socket.getAddress();
        String[] hops = String.join(",", forwarded).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && proxies.contains(address); i--) {
            Optional<InetAddress> hop = IpLiteral.parse(hops[i].trim());
            if (hop.isEmpty()) {
                break;
            }
            address = hop.get();
        }
        return address;
    }
}
