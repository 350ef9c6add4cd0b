package dev.sightline.probe.host;

/**
 * What a host says of itself beside the packets. None of the three ever waits.
 *
 * @param routes where its kernel would send
 * @param neighbours who on its links answers
 * @param firewall what its firewall drops
 */
public record Host(Routes routes, Neighbours neighbours, Firewall firewall) {}
