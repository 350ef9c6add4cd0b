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
        public boolean areKnown(InetSocketAddress destination) {
            return false;
        }
    };

    /**
     * Since when one is known to take what comes from {@code source} for {@code destination}; empty when none does, or it is
     * not known; never waits. One for any address of IPv6 counts for IPv4, too, where the kernel says that it takes it.
     */
    Optional<Instant> takesSince(InetSocketAddress source, InetSocketAddress destination);

    /** Whether it can be told of all of them that may take what comes for {@code destination}; never waits. */
    boolean areKnown(InetSocketAddress destination);
}
