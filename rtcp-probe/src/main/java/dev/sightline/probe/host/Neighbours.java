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

    /** Its link address on this very link, from whenever or by whomever, as {@link Neighbour#linkAddress()} has it. */
    default Optional<String> linkAddress(InetAddress address, String interfaceName) {
        return of(address)
                .filter(neighbour -> neighbour.interfaceName().equals(interfaceName))
                .flatMap(Neighbour::linkAddress);
    }

    /** Whether somebody wrote its link address down there, so that nobody was asked for it. */
    default boolean isWrittenDown(InetAddress address, String interfaceName) {
        return false;
    }

    /**
     * Whether another address has the same link address, so that it is a router's, or of one who answers for others.
     *
     * @param linkAddress as {@link Neighbour#linkAddress()} has it
     */
    default boolean isShared(InetAddress address, String linkAddress) {
        return false;
    }
}
