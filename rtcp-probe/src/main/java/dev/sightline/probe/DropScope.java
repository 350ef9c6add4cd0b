package dev.sightline.probe;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which packets a firewall's counter counts, as far as its rule's text tells. A match that is not understood narrows the
 * rule further and is left out, so a scope is never too narrow, but not {@code whole} then.
 *
 * @param sources the packets' source addresses; empty: any
 * @param sourcePorts their source ports; empty: any
 * @param destinations their destination addresses; empty: any
 * @param destinationPorts their destination ports; empty: any
 * @param conditions what else is asked of them, and is understood
 * @param whole whether nothing else is asked of them: each that fits is dropped, if none before spares it
 * @param narrow whether only the watched streams' packets can have been counted: the counter is of UDP on ports that nothing
 *     else is expected on, or one packet was seen itself
 * @param spared packets that a rule before lets through, so that they never reach the counter
 */
public record DropScope(
        List<AddressRange> sources,
        List<PortRange> sourcePorts,
        List<AddressRange> destinations,
        List<PortRange> destinationPorts,
        List<PacketCondition> conditions,
        boolean whole,
        boolean narrow,
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
     * @param conditions what else is asked of them, and is understood
     * @param certain whether it lets all of these through; else it may be fewer
     */
    public record Spared(
            List<AddressRange> sources,
            List<PortRange> sourcePorts,
            List<AddressRange> destinations,
            List<PortRange> destinationPorts,
            List<PacketCondition> conditions,
            boolean certain) {
        /** Copies the lists. */
        public Spared {
            sources = List.copyOf(sources);
            sourcePorts = List.copyOf(sourcePorts);
            destinations = List.copyOf(destinations);
            destinationPorts = List.copyOf(destinationPorts);
            conditions = List.copyOf(conditions);
        }

        private boolean fits(FilteredPacket packet) {
            return DropScope.fits(sources, sourcePorts, packet.source())
                    && DropScope.fits(destinations, destinationPorts, packet.destination());
        }

        private boolean maySpare(FilteredPacket packet) {
            return fits(packet) && conditions.stream().allMatch(one -> one.mayHold(packet));
        }

        private boolean spares(FilteredPacket packet) {
            return certain && fits(packet) && conditions.stream().allMatch(one -> one.holds(packet));
        }
    }

    /** Copies the lists. */
    public DropScope {
        sources = List.copyOf(sources);
        sourcePorts = List.copyOf(sourcePorts);
        destinations = List.copyOf(destinations);
        destinationPorts = List.copyOf(destinationPorts);
        conditions = List.copyOf(conditions);
        spared = List.copyOf(spared);
    }

    /**
     * No conditions, and none is spared.
     *
     * @param certain whether it is whole and narrow; else it is neither
     */
    public DropScope(
            List<AddressRange> sources,
            List<PortRange> sourcePorts,
            List<AddressRange> destinations,
            List<PortRange> destinationPorts,
            boolean certain) {
        this(sources, sourcePorts, destinations, destinationPorts, List.of(), certain, certain, List.of());
    }

    /** Exactly the packets from one socket to another. */
    public static DropScope of(InetSocketAddress source, InetSocketAddress destination) {
        return new DropScope(
                List.of(new AddressRange(source.getAddress(), source.getAddress())),
                List.of(new PortRange(source.getPort(), source.getPort())),
                List.of(new AddressRange(destination.getAddress(), destination.getAddress())),
                List.of(new PortRange(destination.getPort(), destination.getPort())),
                /* certain= */ true);
    }

    /** Whether only the watched streams' packets can have been counted, and all of these that fit. */
    public boolean certain() {
        return whole && narrow;
    }

    /** Whether a packet may be among those counted. */
    public boolean admits(FilteredPacket packet) {
        return fits(packet)
                && conditions.stream().allMatch(one -> one.mayHold(packet))
                && spared.stream().noneMatch(scope -> scope.spares(packet));
    }

    /** Whether a packet is surely dropped: every condition is known to hold, and nothing before may spare it. */
    public boolean takes(FilteredPacket packet) {
        return whole
                && fits(packet)
                && conditions.stream().allMatch(one -> one.holds(packet))
                && spared.stream().noneMatch(scope -> scope.maySpare(packet));
    }

    /** Whether such a packet was surely counted, if one was sent, and nothing else can have been. */
    public boolean proves(FilteredPacket packet) {
        return narrow && takes(packet);
    }

    private boolean fits(FilteredPacket packet) {
        return fits(sources, sourcePorts, packet.source())
                && fits(destinations, destinationPorts, packet.destination());
    }

    /** Whether a packet's end is among addresses and ports, of which none stands for any. */
    static boolean fits(List<AddressRange> addresses, List<PortRange> ports, InetSocketAddress socket) {
        return (addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(socket.getAddress())))
                && (ports.isEmpty() || ports.stream().anyMatch(range -> range.contains(socket.getPort())));
    }
}
