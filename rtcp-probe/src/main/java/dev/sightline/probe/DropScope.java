package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which packets a firewall's counter counts, as far as its rule's text tells. A match that is not understood narrows the
 * rule further and is left out, so a scope is never too narrow, but not {@code certain} then.
 *
 * @param sources the packets' source addresses; empty: any
 * @param sourcePorts their source ports; empty: any
 * @param destinations their destination addresses; empty: any
 * @param destinationPorts their destination ports; empty: any
 * @param certain whether only the watched streams' packets can have been counted: the counter is of UDP on ports that
 *     nothing else is expected on and every match of its rule is understood, or one packet was seen itself
 * @param spared packets that a rule before lets through, so that they never reach the counter
 */
public record DropScope(
        List<AddressRange> sources,
        List<PortRange> sourcePorts,
        List<AddressRange> destinations,
        List<PortRange> destinationPorts,
        boolean certain,
        List<Spared> spared) {
    /** Any packet, so a count proves nothing of a single stream. */
    public static final DropScope ANY = new DropScope(List.of(), List.of(), List.of(), List.of(), false);

    /**
     * Packets that a rule lets through.
     *
     * @param sources their source addresses; empty: any
     * @param sourcePorts their source ports; empty: any
     * @param destinations their destination addresses; empty: any
     * @param destinationPorts their destination ports; empty: any
     * @param certain whether it surely lets all of these through; else it may be fewer
     */
    public record Spared(
            List<AddressRange> sources,
            List<PortRange> sourcePorts,
            List<AddressRange> destinations,
            List<PortRange> destinationPorts,
            boolean certain) {
        /** Copies the lists. */
        public Spared {
            sources = List.copyOf(sources);
            sourcePorts = List.copyOf(sourcePorts);
            destinations = List.copyOf(destinations);
            destinationPorts = List.copyOf(destinationPorts);
        }

        private boolean admits(InetSocketAddress source, InetSocketAddress destination) {
            return DropScope.admits(sources, sourcePorts, source)
                    && DropScope.admits(destinations, destinationPorts, destination);
        }
    }

    /** Copies the lists. */
    public DropScope {
        sources = List.copyOf(sources);
        sourcePorts = List.copyOf(sourcePorts);
        destinations = List.copyOf(destinations);
        destinationPorts = List.copyOf(destinationPorts);
        spared = List.copyOf(spared);
    }

    /** None is spared. */
    public DropScope(
            List<AddressRange> sources,
            List<PortRange> sourcePorts,
            List<AddressRange> destinations,
            List<PortRange> destinationPorts,
            boolean certain) {
        this(sources, sourcePorts, destinations, destinationPorts, certain, List.of());
    }

    /** Exactly the packets from one socket to another. */
    public static DropScope of(InetSocketAddress source, InetSocketAddress destination) {
        return new DropScope(
                List.of(new AddressRange(source.getAddress(), source.getAddress())),
                List.of(new PortRange(source.getPort(), source.getPort())),
                List.of(new AddressRange(destination.getAddress(), destination.getAddress())),
                List.of(new PortRange(destination.getPort(), destination.getPort())),
                true);
    }

    /** Whether a packet from {@code source} to {@code destination} may be among those counted. */
    public boolean admits(InetSocketAddress source, InetSocketAddress destination) {
        return admits(sources, sourcePorts, source)
                && admits(destinations, destinationPorts, destination)
                && spared.stream().noneMatch(scope -> scope.certain() && scope.admits(source, destination));
    }

    /** Whether such a packet was surely counted, if one was sent: nothing else can have been, and nothing may spare it. */
    public boolean proves(InetSocketAddress source, InetSocketAddress destination) {
        return certain
                && admits(source, destination)
                && spared.stream().noneMatch(scope -> scope.admits(source, destination));
    }

    private static boolean admits(List<AddressRange> addresses, List<PortRange> ports, InetSocketAddress socket) {
        return (addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(socket.getAddress())))
                && (ports.isEmpty() || ports.stream().anyMatch(range -> range.contains(socket.getPort())));
    }
}
