package dev.sightline.probe.host.firewall;

import dev.sightline.probe.FirewallDrop.Way;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A chain of a firewall.
 *
 * @param name its name with family and table, as {@code inet filter input}
 * @param way which way packets go at its hook; empty for a chain that is only jumped to
 * @param isForThisHost whether its hook sees only what is for this host itself
 * @param redirects whether packets can be given another destination at its hook
 * @param dropsByPolicy whether what reaches its end is dropped
 * @param policyPackets how many packets its policy dropped, where that is counted
 * @param noughtMayBeUncounted whether a policy that has dropped nothing may as well have no counter
 * @param takes which of this host's packets go through it, and surely so; empty where that depends on more than the
 *     packet
 */
record FirewallChain(
        String name,
        Optional<Way> way,
        boolean isForThisHost,
        boolean redirects,
        boolean dropsByPolicy,
        OptionalLong policyPackets,
        boolean noughtMayBeUncounted,
        Optional<PacketMatch> takes) {
    /** The same one, whose policy's figure another program told. */
    FirewallChain counting(OptionalLong packets) {
        return new FirewallChain(
                name, way, isForThisHost, redirects, dropsByPolicy, packets, /* noughtMayBeUncounted= */ true, takes);
    }
}
