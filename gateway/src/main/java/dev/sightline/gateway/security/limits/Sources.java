package dev.sightline.gateway.security.limits;

import dev.sightline.gateway.config.SharedNetwork;
import java.net.InetAddress;
import java.util.List;

/** Tells who counts as one, and which of them stand for many. */
public final class Sources {
    private final List<SharedNetwork> shared;

    public Sources(List<SharedNetwork> shared) {
        this.shared = List.copyOf(shared);
    }

    /** Who {@code address} counts as. */
    public Source of(InetAddress address) {
        int hosts = 1;
        for (SharedNetwork network : shared) {
            if (network.contains(address)) {
                hosts = Math.max(hosts, network.hosts());
            }
        }
        return new Source(Source.network(address), hosts);
    }
}
