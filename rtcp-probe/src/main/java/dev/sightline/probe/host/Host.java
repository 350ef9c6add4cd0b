package dev.sightline.probe.host;

/**
 * What a host says of itself beside the packets. None of the six ever waits.
 *
 * @param routes where its kernel would send
 * @param neighbours who on its links answers
 * @param firewall what its firewall drops
 * @param reversePathFilter what its kernel discards for the way by which it came
 * @param sockets which of its UDP sockets take what comes
 * @param tunnels what its tunnels let leave
 */
public record Host(
        Routes routes,
        Neighbours neighbours,
        Firewall firewall,
        ReversePathFilter reversePathFilter,
        OpenSockets sockets,
        Tunnels tunnels) {
    /** Of whose tunnels nothing is known. */
    public Host(
            Routes routes,
            Neighbours neighbours,
            Firewall firewall,
            ReversePathFilter reversePathFilter,
            OpenSockets sockets) {
        this(routes, neighbours, firewall, reversePathFilter, sockets, Tunnels.UNKNOWN);
    }

    /** Of whose sockets nothing is known. */
    public Host(Routes routes, Neighbours neighbours, Firewall firewall, ReversePathFilter reversePathFilter) {
        this(routes, neighbours, firewall, reversePathFilter, OpenSockets.UNKNOWN);
    }

    /** Of whose reverse path filter nothing is known. */
    public Host(Routes routes, Neighbours neighbours, Firewall firewall) {
        this(routes, neighbours, firewall, ReversePathFilter.UNKNOWN);
    }

    /** The same one, whose routes are told by another. */
    public Host with(Routes others) {
        return new Host(others, neighbours, firewall, reversePathFilter, sockets, tunnels);
    }
}
