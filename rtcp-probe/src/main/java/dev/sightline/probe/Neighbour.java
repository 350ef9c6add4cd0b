package dev.sightline.probe;

import java.util.Optional;

/**
 * What the kernel knows of a host on one of its links (ARP, or neighbour discovery of IPv6).
 *
 * @param interfaceName the link
 * @param state whether it answers
 * @param linkAddress its link address, as {@code 02:00:00:00:00:09}, where it is known
 */
public record Neighbour(String interfaceName, State state, Optional<String> linkAddress) {
    /** Whether a neighbour answers. */
    public enum State {
        /** Its link address is known. */
        RESOLVED,
        /** It is being asked. */
        ASKED,
        /** It was asked and does not answer: nothing can be sent to it. */
        FAILED
    }

    /** A neighbour whose link address is not told. */
    public Neighbour(String interfaceName, State state) {
        this(interfaceName, state, Optional.empty());
    }
}
