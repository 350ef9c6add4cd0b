package dev.sightline.probe.host.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads nftables' matches on protocol, family, addresses, ports, interfaces, states, redirections and kinds of
 * addressees, negated ones too; any other is {@link PacketMatch#UNREAD}.
 */
final class NftMatch {
    private static final int MAX_VALUES = 4_096;
    private static final Set<String> OTHERS = Set.of("tcp", "icmp", "icmpv6", "sctp", "dccp", "esp", "ah");

    private static final Set<String> LINKS = Set.of("iif", "iifname", "oif", "oifname");
    private static final Set<String> UDP = Set.of("udp", "17");

    private final Function<String, Optional<JsonNode>> sets;

    /** @param sets the named sets of the rule's table */
    NftMatch(Function<String, Optional<JsonNode>> sets) {
        this.sets = sets;
    }

    /** {@code {"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":5007}}. */
    PacketMatch of(JsonNode match) {
        JsonNode left = match.path("left");
        List<JsonNode> values = values(match.path("right"));
        String operator = match.path("op").asText("");
        return switch (operator) {
            case "==", "in" -> of(left, values, /* negated= */ false);
            case "!=" -> of(left, values, /* negated= */ true);
            case "<", "<=", ">", ">=" -> of(left, NftValues.compared(operator, values), /* negated= */ false);
            default -> PacketMatch.UNREAD;
        };
    }

    /**
     * What is for these values alone, of a match or of a map's key.
     *
     * @param negated whether it is for all but these
     */
    PacketMatch of(JsonNode left, List<JsonNode> values, boolean negated) {
        JsonNode payload = left.path("payload");
        String protocol = payload.path("protocol").asText("");
        boolean another =
                left.path("concat").findValuesAsText("protocol").stream().anyMatch(OTHERS::contains);
        if (another || OTHERS.contains(protocol)) {
            return PacketMatch.NONE;
        }
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            return PacketMatch.UNREAD;
        }
        String field = payload.path("field").asText("");
        return switch (protocol) {
            case "udp" -> PacketMatch.UDP.and(ports(field, values, negated));
            case "th" -> ports(field, values, negated);
            case "ip" ->
                field.equals("protocol")
                        ? Conditions.family(/* ipv6= */ false).and(protocols(values, negated))
                        : addresses(field, values, negated, /* ipv6= */ false);
            case "ip6" ->
                field.equals("nexthdr")
                        ? Conditions.family(/* ipv6= */ true).and(nextHeaders(values, negated))
                        : addresses(field, values, negated, /* ipv6= */ true);
            default -> condition(left, values, negated);
        };
    }

    /** What is told by the packet's way, or by the kernel. */
    private static PacketMatch condition(JsonNode left, List<JsonNode> values, boolean negated) {
        String meta = left.path("meta").path("key").asText("");
        if (meta.equals("l4proto")) {
            return protocols(values, negated);
        }
        if (!values.stream().allMatch(JsonNode::isTextual)) {
            return PacketMatch.UNREAD;
        }
        List<String> names = values.stream().map(JsonNode::asText).toList();
        if (LINKS.contains(meta)) {
            return Conditions.link(meta.startsWith("iif"), names, negated);
        }
        String tracked = left.path("ct").path("key").asText("");
        if (tracked.equals("state")) {
            return Conditions.states(names, negated);
        }
        if (tracked.equals("status")) {
            return Conditions.status(names, negated);
        }
        return switch (meta) {
            case "pkttype" -> Conditions.packetTypes(names, negated);
            case "nfproto", "protocol" -> Conditions.families(names, negated);
            default -> isOfDestination(left.path("fib")) ? Conditions.addressTypes(names, negated) : PacketMatch.UNREAD;
        };
    }

    /** {@code fib daddr type}; with an interface as well it asks for more. */
    private static boolean isOfDestination(JsonNode fib) {
        JsonNode flags = fib.path("flags");
        String flag = flags.isArray() && flags.size() == 1 ? flags.path(0).asText("") : flags.asText("");
        return fib.path("result").asText("").equals("type") && flag.equals("daddr");
    }

    private static PacketMatch protocols(List<JsonNode> values, boolean negated) {
        boolean udp = values.stream().anyMatch(value -> UDP.contains(value.asText()));
        if (!udp && !values.stream().allMatch(JsonNode::isValueNode)) {
            return PacketMatch.UNREAD;
        }
        if (udp == negated) {
            return PacketMatch.NONE;
        }
        return udp && values.size() == 1 ? PacketMatch.UDP : PacketMatch.ANY;
    }

    /** Behind other headers, as that of a fragment, UDP is not the next one. */
    private static PacketMatch nextHeaders(List<JsonNode> values, boolean negated) {
        PacketMatch next = protocols(values, negated);
        return negated && !next.possible() ? PacketMatch.UNREAD : next;
    }

    private static PacketMatch ports(String field, List<JsonNode> values, boolean negated) {
        Optional<List<PortRange>> named = NftValues.ports(values);
        Optional<List<PortRange>> ranges = negated ? named.map(PortRanges::others) : named;
        return switch (field) {
            case "sport" -> ranges.map(PacketMatch::sourcePorts).orElse(PacketMatch.UNREAD);
            case "dport" -> ranges.map(PacketMatch::destinationPorts).orElse(PacketMatch.UNREAD);
            default -> PacketMatch.UNREAD;
        };
    }

    private static PacketMatch addresses(String field, List<JsonNode> values, boolean negated, boolean ipv6) {
        Optional<List<AddressRange>> named = NftValues.addresses(values);
        Optional<List<AddressRange>> ranges =
                negated ? named.flatMap(these -> AddressRanges.others(these, ipv6)) : named;
        return switch (field) {
            case "saddr" -> ranges.map(PacketMatch::sources).orElse(PacketMatch.UNREAD);
            case "daddr" -> ranges.map(PacketMatch::destinations).orElse(PacketMatch.UNREAD);
            default -> PacketMatch.UNREAD;
        };
    }

    /** The value itself, or what a set holds, which may be named. */
    private List<JsonNode> values(JsonNode right) {
        JsonNode elements = right.isArray() ? right : right.path("set");
        if (right.isTextual() && right.asText().startsWith("@")) {
            elements = sets.apply(right.asText().substring(1))
                    .map(set -> set.path("elem"))
                    .orElse(elements);
        } else if (!elements.isArray()) {
            return List.of(right);
        }
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode element : elements) {
            values.add(NftValues.bare(element));
        }
        return values;
    }
}
