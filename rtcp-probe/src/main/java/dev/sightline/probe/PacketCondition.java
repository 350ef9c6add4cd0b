package dev.sightline.probe;

import java.net.Inet6Address;
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
}
