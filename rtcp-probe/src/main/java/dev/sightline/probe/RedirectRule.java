package dev.sightline.probe;

/**
 * A rule of this host's own firewall that gives what this host sends another destination.
 *
 * @param rule the rule in the firewall's own words, with table and chain
 * @param scope which packets it is for
 */
public record RedirectRule(String rule, DropScope scope) {}
