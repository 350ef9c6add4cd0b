package dev.sightline.probe.host.firewall;

import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PacketCondition;
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
public record NatQuestion(Optional<InetAddress> source, InetAddress destination, String interfaceName) {
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
        Truth asked = match.conditions().stream().map(this::holds).reduce(Truth.YES, Truth::and);
        return from.and(to).and(anyPort ? Truth.YES : Truth.MAYBE).and(asked);
    }

    private Truth holds(PacketCondition condition) {
        return condition instanceof PacketCondition.Link link && !link.incoming()
                ? Truth.of(link.fits(interfaceName))
                : Truth.MAYBE;
    }

    private static boolean holds(List<AddressRange> ranges, InetAddress address) {
        return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(address));
    }
}
