package dev.sightline.probe;

/**
 * What the kernel knows of a host on one of its links (ARP, or neighbour discovery of IPv6).
 *
 * @param interfaceName the link
 * @param state whether it answers
 */
public record Neighbour(String interfaceName, State state) {
    /** Whether a neighbour answers. */
    public enum State {
        /** Its link address is known. */
        RESOLVED,
        /** It is being asked. */
        ASKED,
        /** It was asked and does not answer: nothing can be sent to it. */
        FAILED
    }
}
