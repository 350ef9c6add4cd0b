package dev.sightline.probe.host;

import dev.sightline.probe.FirewallDrop;
import java.util.Optional;

/**
 * What this host's kernel discards of IPv4 before its firewall, because the way back to the sender is another interface
 * ({@code rp_filter}, RFC 3704). A capture has seen it already.
 */
public interface ReversePathFilter {
    /** How an interface filters. */
    enum Mode {
        /** Not at all, or it is not known. */
        OFF,
        /** The way back must be by the same interface. */
        STRICT,
        /** There must be a way back. */
        LOOSE
    }

    /** A host of which nothing is known. */
    ReversePathFilter UNKNOWN = new ReversePathFilter() {
        @Override
        public Optional<FirewallDrop> discarded() {
            return Optional.empty();
        }

        @Override
        public Mode mode(String interfaceName) {
            return Mode.OFF;
        }
    };

    /** What is discarded of all senders together while it is looked at; never waits. */
    Optional<FirewallDrop> discarded();

    /** How an interface filters, as far as it is known now; never waits. */
    Mode mode(String interfaceName);
}
