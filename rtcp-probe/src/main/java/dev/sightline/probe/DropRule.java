package dev.sightline.probe;

import dev.sightline.probe.FirewallDrop.Way;
import java.time.Instant;

/**
 * A rule or policy of this host's own firewall that drops every packet that it is for, and counts none: that it is there
 * is the proof, as a count would be.
 *
 * @param way which way the packets go
 * @param rule the rule or the chain's policy in the firewall's own words, with table and chain
 * @param since since when it was read so
 * @param scope which packets it drops
 * @param isForThisHost whether it sees only what is for this host itself, and nothing that goes on to a container
 */
public record DropRule(Way way, String rule, Instant since, DropScope scope, boolean isForThisHost) {
    /** Whether no such packet comes through. */
    public boolean drops(FilteredPacket packet) {
        return scope.takes(packet);
    }
}
