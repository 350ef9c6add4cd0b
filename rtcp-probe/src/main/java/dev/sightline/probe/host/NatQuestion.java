package dev.sightline.probe.host;

import dev.sightline.probe.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A UDP packet of this host whose addresses may be rewritten on its way out.
 *
 * @param source its source, where it is known
 * @param destination its destination
 * @param interfaceName the interface that it leaves by
 */
record NatQuestion(Optional<InetAddress> source, InetAddress destination, String interfaceName) {
    /** Whether the packet is among those that match; its ports are not known. */
    Truth isAmong(PacketMatch match) {
        if (!match.possible()) {
            return Truth.NO;
        }
        Truth from = source.map(address -> Truth.of(holds(match.sources(), address)))
                .orElse(match.sources().isEmpty() ? Truth.YES : Truth.MAYBE);
        Truth to = Truth.of(holds(match.destinations(), destination));
        boolean anyPort =
                match.sourcePorts().isEmpty() && match.destinationPorts().isEmpty();
        return from.and(to).and(anyPort ? Truth.YES : Truth.MAYBE);
    }

    private static boolean holds(List<AddressRange> ranges, InetAddress address) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether a rule's interface is the one: nftables ends a prefix with a star, iptables with a plus. */
    Truth leavesBy(String pattern) {
        return named(pattern, interfaceName);
    }

    static Truth named(String pattern, String interfaceName) {
        boolean prefix = pattern.endsWith("*") || pattern.endsWith("+");
        return Truth.of(
                prefix
                        ? interfaceName.startsWith(pattern.substring(0, pattern.length() - 1))
                        : interfaceName.equals(pattern));
    }
}
