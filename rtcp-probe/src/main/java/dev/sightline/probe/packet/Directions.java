package dev.sightline.probe.packet;

import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.util.function.Predicate;

/** Which way datagrams go that did not cross a loopback device. */
@FunctionalInterface
public interface Directions {
    /** As the frame or the capture notes it, and unknown where neither does. */
    Directions AS_NOTED = (noted, source, destination, ends) -> noted;

    /**
     * The direction from one address to another, of which the capture notes {@code noted}.
     *
     * @param ends between which stations of the link the frame went
     */
    Direction of(Direction noted, InetAddress source, InetAddress destination, LinkEnds ends);

    /**
     * Whether a frame for another host's link address from one address to the other only passes by, so that what it notes is
     * no direction.
     */
    default boolean passBy(InetAddress source, InetAddress destination) {
        return false;
    }

    /**
     * As noted, and by the addresses where nothing is.
     *
     * @param local whether an address is this host's
     */
    static Directions byAddress(Predicate<InetAddress> local) {
        return (noted, source, destination, ends) -> {
            if (noted != Direction.UNKNOWN) {
                return noted;
            }
            if (local.test(source)) {
                return Direction.OUT;
            }
            return local.test(destination) ? Direction.IN : Direction.UNKNOWN;
        };
    }
}
