package dev.sightline.probe.host.firewall;

import dev.sightline.probe.DropScope;
import dev.sightline.probe.FirewallDrop.Way;

/**
 * What drops packets for certain and counts none.
 *
 * @param id tells it from the others, also in the next reading
 * @param rule the rule or policy in the firewall's own words, as far as they are known
 * @param scope which packets it drops
 * @param isForThisHost whether its hook sees only what is for this host itself
 */
record SureDrop(String id, Way way, String rule, DropScope scope, boolean isForThisHost) {}
