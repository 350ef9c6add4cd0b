package dev.sightline.probe.host.firewall;

/**
 * Whether this host rewrites a packet's addresses on its way out (NAT).
 *
 * @param state whether
 * @param detail the rule in the firewall's own words, or why it cannot be told, with the cure; empty when it does not
 */
public record NatAnswer(State state, String detail) {
    /** Whether addresses are rewritten. */
    public enum State {
        /** No rule of this host does. */
        NONE,
        /** A rule of this host does. */
        REWRITTEN,
        /** A rule of this host may, but its conditions are not all understood. */
        POSSIBLE,
        /** The rules cannot be read. */
        UNKNOWN,
        /** The packet does not leave this host. */
        NOT_ASKED
    }
}
