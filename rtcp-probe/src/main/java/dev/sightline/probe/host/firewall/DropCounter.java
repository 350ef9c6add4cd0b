package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop.Way;

/**
 * A counter of dropped packets.
 *
 * @param id tells it from the others, also in the next reading
 * @param rule the rule or policy in the firewall's own words, with table and chain
 */
public record DropCounter(String id, Way way, String rule, DropScope scope, long packets) {}
