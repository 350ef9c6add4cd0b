package dev.sightline.probe.host;

import dev.sightline.probe.Neighbour;
import java.net.InetAddress;
import java.util.Optional;

/** Whether the hosts on this host's links answer. */
@FunctionalInterface
public interface Neighbours {
    /** What is known now of an address on a link of this host; never waits. Empty when it is on no link, or was never asked. */
    Optional<Neighbour> of(InetAddress address);

    /** Whether the kernel has a link address for it on this very link, from whenever or by whomever. */
    default boolean isListed(InetAddress address, String interfaceName) {
        return answers(address, interfaceName);
    }

    /** Whether an address is known to answer on this very link, now or a moment ago. */
    default boolean answers(InetAddress address, String interfaceName) {
        return of(address)
                .filter(neighbour -> neighbour.interfaceName().equals(interfaceName))
                .filter(neighbour -> neighbour.state() == Neighbour.State.RESOLVED)
                .isPresent();
    }
}
