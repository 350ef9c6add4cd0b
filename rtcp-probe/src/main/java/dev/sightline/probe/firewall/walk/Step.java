package dev.sightline.probe.firewall.walk;

/**
 * One line of a plan.
 *
 * @param line its number in the plan
 * @param kind what it does
 * @param chain the chain of nftables that it is of; of ufw, what it is about
 * @param text its words
 */
public record Step(int line, Kind kind, String chain, String text) {
    /** What a line does. */
    public enum Kind {
        /** A default policy that drops. */
        POLICY,
        /** Lets in what every host needs: loopback, answers, ICMP. Goes with the default policies. */
        BASIC,
        /** Lets something pass, or only counts. */
        ALLOW,
        /** Drops or rejects something. */
        DENY
    }

    /** Whether it can take something away. */
    boolean denies() {
        return kind == Kind.DENY || kind == Kind.POLICY;
    }

    @Override
    public String toString() {
        return chain + ": " + text + " (line " + line + ")";
    }
}
