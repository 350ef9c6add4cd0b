package dev.sightline.probe.capture;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which interfaces come first where there are more than are captured on at once: those by which a camera is the likelier
 * to send. Among equals those that are captured on stay, and the host's own are older than those of containers.
 *
 * @param named those that were asked for by name
 * @param captured those that are captured on now
 * @param carrying of these, those on which RTP was seen
 * @param kernel what it tells of them
 */
record CaptureOrder(Set<String> named, Set<String> captured, Set<String> carrying, KernelLinks kernel) {
    private enum Rank {
        LOOPBACK,
        NAMED,
        CARRYING,
        /** Hardware that has an address or a default route, or stands below or above what has. */
        OWN_PHYSICAL,
        DEFAULT_ROUTE,
        ADDRESSED,
        PHYSICAL,
        /** As the port of a container on a bridge that has an address. */
        LINKED,
        OTHER
    }

    /** Copies the sets. */
    CaptureOrder {
        named = Set.copyOf(named);
        captured = Set.copyOf(captured);
        carrying = Set.copyOf(carrying);
    }

    private record Placed(CaptureInterface device, Rank rank, boolean newcomer, int age) {}

    List<CaptureInterface> of(List<CaptureInterface> interfaces) {
        Set<String> routed = kernel.withDefaultRoute();
        Set<String> addressed = interfaces.stream()
                .filter(CaptureOrder::hasAddress)
                .map(CaptureInterface::name)
                .collect(Collectors.toSet());
        Set<String> own = new HashSet<>(routed);
        own.addAll(addressed);
        Set<String> linked = kernel.linkedWith(own);
        return interfaces.stream()
                .map(device -> new Placed(
                        device,
                        rank(device, routed, addressed, linked),
                        !captured.contains(device.name()),
                        kernel.index(device.name())))
                .sorted(Comparator.comparing(Placed::rank)
                        .thenComparing(Placed::newcomer)
                        .thenComparingInt(Placed::age)
                        .thenComparing(placed -> placed.device().name()))
                .map(Placed::device)
                .toList();
    }

    private Rank rank(CaptureInterface device, Set<String> routed, Set<String> addressed, Set<String> linked) {
        String name = device.name();
        if (device.loopback()) {
            return Rank.LOOPBACK;
        }
        if (named.contains(name)) {
            return Rank.NAMED;
        }
        if (carrying.contains(name)) {
            return Rank.CARRYING;
        }
        boolean own = routed.contains(name) || addressed.contains(name);
        if (kernel.isPhysical(name)) {
            return own || linked.contains(name) ? Rank.OWN_PHYSICAL : Rank.PHYSICAL;
        }
        if (own) {
            return routed.contains(name) ? Rank.DEFAULT_ROUTE : Rank.ADDRESSED;
        }
        return linked.contains(name) ? Rank.LINKED : Rank.OTHER;
    }

    /** Every interface that is up has a link-local address of IPv6, so that tells nothing. */
    private static boolean hasAddress(CaptureInterface device) {
        return device.addresses().stream().anyMatch(CaptureOrder::tells);
    }

    private static boolean tells(InetAddress address) {
        boolean linkLocal = address instanceof Inet6Address && address.isLinkLocalAddress();
        return !address.isLoopbackAddress() && !address.isAnyLocalAddress() && !linkLocal;
    }
}
