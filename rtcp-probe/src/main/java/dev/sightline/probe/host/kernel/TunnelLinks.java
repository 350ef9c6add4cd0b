package dev.sightline.probe.host.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.host.Tunnel;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the tunnels among this host's interfaces. */
final class TunnelLinks {
    private static final int MAX_LINKS = 16_384;
    private static final int MAX_PORT = 65_535;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those that count as sent what left this host, and nothing else; wireguard's may keep a packet for later. */
    private static final Set<String> KINDS = Set.of(
            "vxlan", "geneve", "gre", "gretap", "erspan", "ipip", "sit", "ip6tnl", "ip6gre", "ip6gretap", "ip6erspan");

    private TunnelLinks() {}

    /**
     * Reads what {@code ip -details -json link show} says.
     *
     * @return the tunnels by name
     * @throws IOException when it is not JSON
     */
    static Map<String, Tunnel> parse(String output) throws IOException {
        Map<String, Set<String>> above = new HashMap<>();
        Map<String, JsonNode> tunnels = new HashMap<>();
        int links = 0;
        for (JsonNode link : JSON.readTree(output)) {
            if (++links > MAX_LINKS) {
                break;
            }
            String name = link.path("ifname").asText("");
            String kind = link.path("linkinfo").path("info_kind").asText("");
            text(link, "master").ifPresent(master -> put(above, name, master));
            if (!kind.equals("veth") && !link.has("link_netnsid")) { // what a veth stands on is its other end
                text(link, "link").ifPresent(below -> put(above, below, name));
            }
            if (KINDS.contains(kind)) {
                tunnels.put(name, link);
            }
        }
        Map<String, Tunnel> found = new HashMap<>();
        tunnels.forEach((name, link) -> found.put(name, tunnel(name, link, above)));
        return Map.copyOf(found);
    }

    private static void put(Map<String, Set<String>> above, String lower, String upper) {
        above.computeIfAbsent(lower, absent -> new HashSet<>()).add(upper);
    }

    private static Tunnel tunnel(String name, JsonNode link, Map<String, Set<String>> above) {
        JsonNode data = link.path("linkinfo").path("info_data");
        int port = data.path("port").asInt(0);
        return new Tunnel(
                name,
                link.path("linkinfo").path("info_kind").asText(),
                upwards(name, above),
                Stream.of("remote", "remote6")
                        .flatMap(key -> text(data, key).stream())
                        .flatMap(text -> Literals.address(text).stream())
                        .filter(address -> !address.isAnyLocalAddress())
                        .findFirst(),
                port > 0 && port <= MAX_PORT ? OptionalInt.of(port) : OptionalInt.empty());
    }

    private static Set<String> upwards(String name, Map<String, Set<String>> above) {
        Set<String> found = new HashSet<>();
        Deque<String> lower = new ArrayDeque<>(Set.of(name));
        while (!lower.isEmpty()) {
            for (String upper : above.getOrDefault(lower.remove(), Set.of())) {
                if (found.add(upper)) {
                    lower.add(upper);
                }
            }
        }
        found.remove(name);
        return found;
    }

    private static Optional<String> text(JsonNode of, String key) {
        return Optional.of(of.path(key).asText("")).filter(text -> !text.isEmpty());
    }
}
