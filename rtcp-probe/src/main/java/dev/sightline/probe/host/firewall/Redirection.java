package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropScope;

/**
 * A rule that gives what this host sends another destination; so it is asked only of a connection's first packet.
 *
 * @param id tells it from the others, also in the next reading
 * @param rule the rule in the firewall's own words, as far as they are known
 * @param scope for which of the watched streams' packets it is
 */
record Redirection(String id, String rule, DropScope scope) {}
