package dev.sightline.probe.host;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/** This host's UDP sockets. */
public interface OpenSockets {
    /** Of which nothing is known. */
    OpenSockets UNKNOWN = new OpenSockets() {
        @Override
        public Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination) {
            return Optional.empty();
        }

        @Override
        public boolean areKnown() {
            return false;
        }
    };

    /**
     * Since when one is known to take what comes from {@code source} for {@code destination}; empty when none does, or it is
     * not known; never waits. One for any address of IPv6 may take IPv4 or not, so it counts for IPv6 alone.
     */
    Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination);

    /** Whether they can be told. */
    boolean areKnown();
}
