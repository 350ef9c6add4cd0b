package dev.sightline.probe.host;

/**
 * What a host says of itself beside the packets. None of the four ever waits.
 *
 * @param routes where its kernel would send
 * @param neighbours who on its links answers
 * @param firewall what its firewall drops
 * @param reversePathFilter what its kernel discards for the way by which it came
 */
public record Host(Routes routes, Neighbours neighbours, Firewall firewall, ReversePathFilter reversePathFilter) {
    /** Of whose reverse path filter nothing is known. */
    public Host(Routes routes, Neighbours neighbours, Firewall firewall) {
        this(routes, neighbours, firewall, ReversePathFilter.UNKNOWN);
    }
}
