package dev.sightline.probe.host.firewall;

/**
 * What drops packets and counts none.
 *
 * @param id tells it from the others, also in the next reading
 * @param rule the rule or policy in the firewall's own words, as far as they are known
 */
record UncountedDrop(String id, String rule) {}
