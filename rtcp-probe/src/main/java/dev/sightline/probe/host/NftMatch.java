package dev.sightline.probe.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads nftables' matches on protocol, addresses, ports, interfaces and states; any other is {@link PacketMatch#UNREAD}. */
final class NftMatch {
    private static final int MAX_VALUES = 4_096;
    private static final Set<String> OTHERS = Set.of("tcp", "icmp", "icmpv6", "sctp", "dccp", "esp", "ah");

    private static final Set<String> LINKS = Set.of("iif", "iifname", "oif", "oifname");

    private final Function<String, Optional<JsonNode>> sets;

    /** @param sets the named sets of the rule's table */
    NftMatch(Function<String, Optional<JsonNode>> sets) {
        this.sets = sets;
    }

    /** {@code {"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":5007}}. */
    PacketMatch of(JsonNode match) {
        String operator = match.path("op").asText("");
        JsonNode left = match.path("left");
        if (isCondition(left) && Set.of("==", "in", "!=").contains(operator)) {
            return condition(left, values(match.path("right")), operator.equals("!="));
        }
        if (!operator.equals("==") && !operator.equals("in")) {
            return PacketMatch.UNREAD;
        }
        return of(left, values(match.path("right")));
    }

    /** What is for these values alone, of a match or of a map's key. */
    PacketMatch of(JsonNode left, List<JsonNode> values) {
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            return PacketMatch.UNREAD;
        }
        if (isCondition(left)) {
            return condition(left, values, /* negated= */ false);
        }
        JsonNode payload = left.path("payload");
        String protocol = payload.path("protocol").asText("");
        String field = payload.path("field").asText("");
        if (left.path("meta").path("key").asText("").equals("l4proto")
                || (protocol.equals("ip") && field.equals("protocol"))
                || (protocol.equals("ip6") && field.equals("nexthdr"))) {
            return protocols(values);
        }
        boolean another =
                left.path("concat").findValuesAsText("protocol").stream().anyMatch(OTHERS::contains);
        if (another || OTHERS.contains(protocol)) {
            return PacketMatch.NONE;
        }
        return switch (protocol) {
            case "udp" -> PacketMatch.UDP.and(ports(field, values));
            case "th" -> ports(field, values);
            case "ip", "ip6" -> addresses(field, values);
            default -> PacketMatch.UNREAD;
        };
    }

    private static boolean isCondition(JsonNode left) {
        return LINKS.contains(left.path("meta").path("key").asText(""))
                || left.path("ct").path("key").asText("").equals("state");
    }

    /** An interface, or a connection's state. */
    private static PacketMatch condition(JsonNode left, List<JsonNode> values, boolean negated) {
        if (values.isEmpty() || !values.stream().allMatch(JsonNode::isTextual)) {
            return PacketMatch.UNREAD;
        }
        List<String> names = values.stream().map(JsonNode::asText).toList();
        return left.has("ct")
                ? Conditions.states(names, negated)
                : Conditions.link(left.path("meta").path("key").asText().startsWith("iif"), names, negated);
    }

    private static PacketMatch protocols(List<JsonNode> values) {
        boolean udp = values.stream()
                .anyMatch(
                        value -> value.asText().equals("udp") || value.asText().equals("17"));
        if (!udp) {
            boolean all = values.stream().allMatch(JsonNode::isValueNode);
            return all ? PacketMatch.NONE : PacketMatch.UNREAD;
        }
        return values.size() == 1 ? PacketMatch.UDP : PacketMatch.ANY;
    }

    private static PacketMatch ports(String field, List<JsonNode> values) {
        List<PortRange> ranges = new ArrayList<>();
        for (JsonNode value : values) {
            Optional<PortRange> range = port(value);
            if (range.isEmpty()) {
                return PacketMatch.UNREAD;
            }
            ranges.add(range.get());
        }
        return switch (field) {
            case "sport" -> PacketMatch.sourcePorts(ranges);
            case "dport" -> PacketMatch.destinationPorts(ranges);
            default -> PacketMatch.UNREAD;
        };
    }

    private static Optional<PortRange> port(JsonNode value) {
        JsonNode range = value.path("range");
        int first = (range.isArray() ? range.path(0) : value).asInt(-1);
        int last = range.isArray() ? range.path(1).asInt(-1) : first;
        return first > last || first < 0 || last < 1 || last > 65_535
                ? Optional.empty()
                : Optional.of(new PortRange(Math.max(1, first), last));
    }

    private static PacketMatch addresses(String field, List<JsonNode> values) {
        List<AddressRange> ranges = new ArrayList<>();
        for (JsonNode value : values) {
            Optional<AddressRange> range = block(value);
            if (range.isEmpty()) {
                return PacketMatch.UNREAD;
            }
            ranges.add(range.get());
        }
        return switch (field) {
            case "saddr" -> PacketMatch.sources(ranges);
            case "daddr" -> PacketMatch.destinations(ranges);
            default -> PacketMatch.UNREAD;
        };
    }

    private static Optional<AddressRange> block(JsonNode value) {
        JsonNode prefix = value.path("prefix");
        if (prefix.isObject()) {
            return Literals.address(prefix.path("addr").asText(""))
                    .flatMap(network ->
                            Literals.block(network, prefix.path("len").asInt(-1)));
        }
        JsonNode range = value.path("range");
        if (!range.isArray()) {
            return Literals.block(value.asText(""));
        }
        Optional<InetAddress> first = Literals.address(range.path(0).asText(""));
        Optional<InetAddress> last = Literals.address(range.path(1).asText(""));
        try {
            return first.flatMap(low -> last.map(high -> new AddressRange(low, high)));
        } catch (IllegalArgumentException notInOrder) {
            return Optional.empty();
        }
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
            values.add(bare(element));
        }
        return values;
    }

    /** An element without its timeout, counter or comment. */
    static JsonNode bare(JsonNode element) {
        return element.path("elem").has("val") ? element.path("elem").path("val") : element;
    }
}
