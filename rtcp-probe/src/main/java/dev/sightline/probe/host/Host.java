package dev.sightline.probe.host;

/**
 * What a host says of itself beside the packets. None of the seven ever waits.
 *
 * @param routes where its kernel would send
 * @param neighbours who on its links answers
 * @param firewall what its firewall drops
 * @param reversePathFilter what its kernel discards for the way by which it came
 * @param sockets which of its UDP sockets take what comes
 * @param tunnels what its tunnels let leave
 * @param ipsec what it may encrypt before it leaves
 */
public record Host(
        Routes routes,
        Neighbours neighbours,
        Firewall firewall,
        ReversePathFilter reversePathFilter,
        OpenSockets sockets,
        Tunnels tunnels,
        Ipsec ipsec) {
    /** Of whose IPsec nothing is known. */
    public Host(
            Routes routes,
            Neighbours neighbours,
            Firewall firewall,
            ReversePathFilter reversePathFilter,
            OpenSockets sockets,
            Tunnels tunnels) {
        this(routes, neighbours, firewall, reversePathFilter, sockets, tunnels, Ipsec.UNKNOWN);
    }

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
        return new Host(others, neighbours, firewall, reversePathFilter, sockets, tunnels, ipsec);
    }

    /** The same one, whose IPsec is told by another. */
    public Host with(Ipsec other) {
        return new Host(routes, neighbours, firewall, reversePathFilter, sockets, tunnels, other);
    }
}
