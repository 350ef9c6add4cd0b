package dev.sightline.probe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** What a firewall's rule asks of a packet besides its sockets, and is understood. */
public sealed interface PacketCondition {
    /** Whether it may hold of a packet, as far as is known of the packet. */
    boolean mayHold(FilteredPacket packet);

    /** Whether it surely holds. */
    boolean holds(FilteredPacket packet);

    /**
     * The interface by which the packet comes in, or leaves.
     *
     * @param incoming whether it is the one by which it comes in
     * @param names its names; one that ends with a star or a plus stands for all that begin so
     * @param negated whether it has to be none of them
     */
    record Link(boolean incoming, List<String> names, boolean negated) implements PacketCondition {
        /** Copies the names. */
        public Link {
            names = List.copyOf(names);
        }

        @Override
        public boolean mayHold(FilteredPacket packet) {
            Set<String> links = links(packet);
            return links.isEmpty() || links.stream().anyMatch(this::fits);
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            Set<String> links = links(packet);
            return !links.isEmpty() && links.stream().allMatch(this::fits);
        }

        private Set<String> links(FilteredPacket packet) {
            return incoming ? packet.comesBy() : packet.leavesBy();
        }

        /** Whether it holds of a packet by the interface of this name. */
        public boolean fits(String link) {
            return names.stream().anyMatch(name -> isNamed(link, name)) != negated;
        }

        private static boolean isNamed(String link, String name) {
            boolean prefix = name.endsWith("*") || name.endsWith("+");
            return prefix ? link.startsWith(name.substring(0, name.length() - 1)) : link.equals(name);
        }
    }

    /**
     * Connection tracking has seen a packet go the other way between the same sockets: {@code ct state established}. That
     * one may have been dropped afterwards, so it never holds for certain.
     *
     * @param negated whether none may have: {@code ct state new}
     */
    record Answered(boolean negated) implements PacketCondition {
        @Override
        public boolean mayHold(FilteredPacket packet) {
            return negated || packet.mayBeAnswered();
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            return negated && !packet.mayBeAnswered();
        }
    }

    /**
     * This host gives the packet's connection another destination: {@code ct status dnat}. Of which connections it does so
     * is not seen.
     *
     * @param negated whether it must not
     */
    record Redirected(boolean negated) implements PacketCondition {
        @Override
        public boolean mayHold(FilteredPacket packet) {
            return true;
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            return false;
        }
    }

    /**
     * The packet is of this family, which a whole table may be for.
     *
     * @param ipv6 whether it is IPv6
     */
    record Family(boolean ipv6) implements PacketCondition {
        @Override
        public boolean mayHold(FilteredPacket packet) {
            return holds(packet);
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            return packet.source().getAddress() instanceof Inet6Address == ipv6;
        }
    }

    /**
     * One of its ends is among these, which are most there are: what a rule names by {@code !=}.
     *
     * @param source whether it is the source's end
     * @param addresses the addresses; empty: any
     * @param ports the ports; empty: any
     */
    record Among(boolean source, List<AddressRange> addresses, List<PortRange> ports) implements PacketCondition {
        /** Copies the lists. */
        public Among {
            addresses = List.copyOf(addresses);
            ports = List.copyOf(ports);
        }

        /** Whether it asks for nothing. */
        public boolean isAny() {
            return addresses.isEmpty() && ports.isEmpty();
        }

        @Override
        public boolean mayHold(FilteredPacket packet) {
            return holds(packet);
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            return DropScope.fits(addresses, ports, source ? packet.source() : packet.destination());
        }
    }

    /**
     * Whom the packet is for, by its frame ({@code pkttype}) or by the kernel's routes ({@code addrtype}, {@code fib}).
     *
     * @param kinds the kinds of addressees of which it has to be one
     * @param negated whether it has to be none of them
     * @param byRoutes whether the kernel's routes tell, and not the frame, which says nothing of what leaves
     * @param isForThisHost whether the packet is certainly for this host, as on the input hook
     */
    record Addressee(Set<Kind> kinds, boolean negated, boolean byRoutes, boolean isForThisHost)
            implements PacketCondition {
        /** Of whom there is one, or are many. */
        public enum Kind {
            /** This host. */
            THIS_HOST,
            /** One other host; iptables means this one as well where it speaks of an IPv6 address. */
            ANOTHER_HOST,
            /** Every host of a network. */
            BROADCAST,
            /** The members of a group. */
            MULTICAST,
            /** Nobody, or one of several. */
            OTHER
        }

        private static final Set<Kind> ALL = Set.of(Kind.values());
        private static final Set<Kind> SINGLE = Set.of(Kind.THIS_HOST, Kind.ANOTHER_HOST, Kind.OTHER);
        private static final Set<Kind> ELSEWHERE = Set.of(Kind.ANOTHER_HOST, Kind.OTHER);
        private static final String LOOPBACK = "lo";

        /** Copies the kinds. */
        public Addressee {
            kinds = Set.copyOf(kinds);
        }

        /** The same of a packet that is certainly for this host. */
        public Addressee forThisHost() {
            return new Addressee(kinds, negated, byRoutes, /* isForThisHost= */ true);
        }

        @Override
        public boolean mayHold(FilteredPacket packet) {
            return possible(packet).stream().anyMatch(this::fits);
        }

        @Override
        public boolean holds(FilteredPacket packet) {
            return possible(packet).stream().allMatch(this::fits);
        }

        private boolean fits(Kind kind) {
            return kinds.contains(kind) != negated;
        }

        private Set<Kind> possible(FilteredPacket packet) {
            InetAddress destination = packet.destination().getAddress();
            if (destination.isMulticastAddress() || mayBeBroadcast(destination)) {
                return ALL;
            }
            boolean told = isForThisHost && !(destination instanceof Inet6Address && kinds.contains(Kind.ANOTHER_HOST));
            if (told) {
                return Set.of(Kind.THIS_HOST);
            }
            return byRoutes && leavesThisHost(packet) ? ELSEWHERE : SINGLE;
        }

        /** What the kernel sends to an address of its own leaves by the loopback interface. */
        private static boolean leavesThisHost(FilteredPacket packet) {
            return packet.comesBy().isEmpty()
                    && !packet.leavesBy().isEmpty()
                    && !packet.leavesBy().contains(LOOPBACK);
        }

        /** A network's length is not known here; all but the smallest end so. */
        private static boolean mayBeBroadcast(InetAddress destination) {
            byte[] octets = destination.getAddress();
            return octets.length == 4 && (octets[3] == 0 || octets[3] == (byte) 0xff);
        }
    }
}
