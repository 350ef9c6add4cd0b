package dev.sightline.probe.host.firewall;

import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PacketCondition.Addressee.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What rules ask of a packet besides its sockets, in nftables' words and in those of iptables. */
final class Conditions {
    private static final int MAX_NAMES = 256;
    private static final Set<String> ANSWERED = Set.of("established", "related");
    private static final String UNANSWERED = "new";

    /** Of UDP that is what is cut short or has a wrong checksum; most rulesets drop it. */
    private static final String INVALID = "invalid";

    /** What a raw table exempts from connection tracking has no state, and whether a packet is exempted is not known. */
    private static final String UNTRACKED = "untracked";

    private static final Set<String> FAMILIES = Set.of("ip", "ip6", "ipv4", "ipv6");

    private static final Map<String, Kind> PACKET_TYPES = Map.of(
            "host", Kind.THIS_HOST,
            "unicast", Kind.THIS_HOST,
            "broadcast", Kind.BROADCAST,
            "multicast", Kind.MULTICAST);

    private static final Map<String, Kind> ADDRESS_TYPES = Map.of(
            "local", Kind.THIS_HOST,
            "unicast", Kind.ANOTHER_HOST,
            "broadcast", Kind.BROADCAST,
            "multicast", Kind.MULTICAST,
            "anycast", Kind.OTHER,
            "blackhole", Kind.OTHER,
            "unreachable", Kind.OTHER,
            "prohibit", Kind.OTHER);

    private Conditions() {}

    /** An interface by which packets come in or leave. */
    static PacketMatch link(boolean incoming, List<String> names, boolean negated) {
        return names.isEmpty() || names.size() > MAX_NAMES
                ? PacketMatch.UNREAD
                : PacketMatch.asking(new PacketCondition.Link(incoming, names, negated));
    }

    /** IPv6 or IPv4 alone. */
    static PacketMatch family(boolean ipv6) {
        return PacketMatch.asking(new PacketCondition.Family(ipv6));
    }

    /** IPv4 or IPv6, as nftables calls them. */
    static PacketMatch families(List<String> names, boolean negated) {
        if (!FAMILIES.containsAll(names)) {
            return PacketMatch.UNREAD;
        }
        boolean ipv4 = names.stream().anyMatch(name -> !name.endsWith("6")) != negated;
        boolean ipv6 = names.stream().anyMatch(name -> name.endsWith("6")) != negated;
        if (ipv4 && ipv6) {
            return PacketMatch.ANY;
        }
        return ipv4 || ipv6 ? family(ipv6) : PacketMatch.NONE;
    }

    /** Whom packets are for by their frames, as nftables and iptables call it. */
    static PacketMatch packetTypes(List<String> names, boolean negated) {
        return addressees(names, negated, /* byRoutes= */ false, PACKET_TYPES);
    }

    /** Whom packets are for by the kernel's routes. */
    static PacketMatch addressTypes(List<String> names, boolean negated) {
        return addressees(names, negated, /* byRoutes= */ true, ADDRESS_TYPES);
    }

    private static PacketMatch addressees(
            List<String> names, boolean negated, boolean byRoutes, Map<String, Kind> known) {
        Set<Kind> kinds = new HashSet<>();
        for (String name : names) {
            Kind kind = known.get(name.toLowerCase(Locale.ROOT));
            if (kind == null) {
                return PacketMatch.UNREAD;
            }
            kinds.add(kind);
        }
        return kinds.isEmpty()
                ? PacketMatch.UNREAD
                : PacketMatch.asking(
                        new PacketCondition.Addressee(kinds, negated, byRoutes, /* isForThisHost= */ false));
    }

    /** A connection's state, as connection tracking sees it. */
    static PacketMatch states(List<String> names, boolean negated) {
        Set<String> states =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        boolean answered = states.stream().anyMatch(ANSWERED::contains) != negated;
        boolean unanswered = states.contains(UNANSWERED) != negated;
        boolean known = states.stream()
                .allMatch(state -> ANSWERED.contains(state)
                        || Set.of(UNANSWERED, INVALID, UNTRACKED).contains(state));
        boolean half = states.contains("related") && !states.contains("established");
        if (!known || half || states.equals(Set.of(UNTRACKED))) {
            return PacketMatch.UNREAD;
        }
        if (answered && unanswered) {
            return PacketMatch.ANY;
        }
        return answered || unanswered
                ? PacketMatch.asking(new PacketCondition.Answered(/* negated= */ unanswered))
                : PacketMatch.NONE;
    }

    /** What connection tracking notes of a connection: of that, whether it has another destination is understood. */
    static PacketMatch status(List<String> names, boolean negated) {
        return names.equals(List.of("dnat"))
                ? PacketMatch.asking(new PacketCondition.Redirected(negated))
                : PacketMatch.UNREAD;
    }
}
