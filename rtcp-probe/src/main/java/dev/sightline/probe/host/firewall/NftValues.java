package dev.sightline.probe.host.firewall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sightline.probe.AddressRange;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.host.program.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Ports and addresses as nftables writes them in JSON: one, a range or a block each. */
final class NftValues {
    private static final int HIGHEST_PORT = 65_535;
    private static final int NO_PORT = -9;

    private NftValues() {}

    /** Empty when one of them is no port. */
    static Optional<List<PortRange>> ports(List<JsonNode> values) {
        return all(values, NftValues::port);
    }

    /** Empty when one of them is no address. */
    static Optional<List<AddressRange>> addresses(List<JsonNode> values) {
        return all(values, NftValues::block);
    }

    /** The ports that are below one, or above it, as a range; where there is no single port, one that is not read. */
    static List<JsonNode> compared(String operator, List<JsonNode> values) {
        int port = values.size() == 1 ? values.get(0).asInt(NO_PORT) : NO_PORT;
        return switch (operator) {
            case "<" -> range(0, port - 1);
            case "<=" -> range(0, port);
            case ">" -> range(port + 1, HIGHEST_PORT);
            default -> range(port, HIGHEST_PORT);
        };
    }

    private static List<JsonNode> range(int first, int last) {
        return List.of(JsonNodeFactory.instance
                .objectNode()
                .set("range", JsonNodeFactory.instance.arrayNode().add(first).add(last)));
    }

    private static <T> Optional<List<T>> all(List<JsonNode> values, Function<JsonNode, Optional<T>> reading) {
        List<T> read = new ArrayList<>();
        for (JsonNode value : values) {
            Optional<T> one = reading.apply(value);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            read.add(one.get());
        }
        return Optional.of(read);
    }

    private static Optional<PortRange> port(JsonNode value) {
        JsonNode range = value.path("range");
        int first = (range.isArray() ? range.path(0) : value).asInt(-1);
        int last = range.isArray() ? range.path(1).asInt(-1) : first;
        return first > last || first < 0 || last < 1 || last > 65_535
                ? Optional.empty()
                : Optional.of(new PortRange(Math.max(1, first), last));
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
        return Literals.range(range.path(0).asText(""), range.path(1).asText(""));
    }

    /** An element without its timeout, counter or comment. */
    static JsonNode bare(JsonNode element) {
        return element.path("elem").has("val") ? element.path("elem").path("val") : element;
    }
}
