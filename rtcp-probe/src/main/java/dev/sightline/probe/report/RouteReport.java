package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Route;
import dev.sightline.probe.Wording;
import dev.sightline.probe.host.firewall.NatAnswer;
import dev.sightline.probe.host.kernel.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what this host's kernel would do with packets.
 *
 * @param outlooks one per address
 */
public record RouteReport(List<Outlook> outlooks) {
    /** Copies the list. */
    public RouteReport {
        outlooks = List.copyOf(outlooks);
    }

    /** Whether every packet leaves this host by a real interface. */
    public boolean allLeave() {
        return outlooks.stream().allMatch(Outlook::leaves);
    }

    /** For people: a line per address, and what else is known of it below; lines end in {@code \n}. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (Outlook outlook : outlooks) {
            List<String> words = words(outlook);
            text.append(words.get(0)).append('\n');
            words.stream()
                    .skip(1)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    /** As one JSON document: {@code {"routes":[{"address":…,"leaves":true,"interface":…,…}]}}. */
    public String toJson() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode routes = document.putArray("routes");
        outlooks.forEach(outlook -> json(routes.addObject(), outlook));
        return document.toPrettyString();
    }

    private static void json(ObjectNode node, Outlook outlook) {
        node.put("address", address(outlook));
        node.put("leaves", outlook.leaves());
        outlook.route().ifPresent(route -> {
            node.put("kind", route.kind().name());
            node.put("local", route.isLocal());
            node.put("interface", route.leavesBy().orElse(null));
            node.put("source", route.source().map(Wording::address).orElse(null));
            node.put("gateway", route.gateway().map(Wording::address).orElse(null));
            node.put("table", route.table().isEmpty() ? null : route.table());
            node.put("rule", route.rule().orElse(null));
        });
        outlook.neighbour().ifPresent(neighbour -> {
            ObjectNode next = node.putObject("neighbour");
            next.put("address", Wording.address(outlook.nextHop()));
            next.put("interface", neighbour.interfaceName());
            next.put("state", neighbour.state().name());
            next.put("linkAddress", neighbour.linkAddress().orElse(null));
        });
        ObjectNode nat = node.putObject("nat");
        nat.put("state", outlook.nat().state().name());
        nat.put("detail", outlook.nat().detail());
        ArrayNode words = node.putArray("words");
        words(outlook).forEach(words::add);
    }

    /** The first line says it all. */
    static List<String> words(Outlook outlook) {
        String address = address(outlook);
        if (outlook.route().isEmpty()) {
            return List.of(address + ": the kernel did not say; see whether this works: ip route get "
                    + Wording.address(outlook.address())
                    + outlook.link().map(link -> " oif " + link).orElse(""));
        }
        Route route = outlook.route().get();
        List<String> words = new ArrayList<>();
        words.add(address + headline(route));
        route.rule().ifPresent(rule -> words.add("policy-routed by the rule \"" + rule + "\""));
        if (outlook.leaves() || outlook.neighbour().isPresent()) {
            if (route.gateway().isPresent() || route.kind() == Route.Kind.UNICAST) {
                words.add(nextHop(outlook, route)); // nobody answers for a group or for all
            }
            nat(outlook.nat(), route).ifPresent(words::add);
        }
        return words;
    }

    private static String address(Outlook outlook) {
        return Wording.address(outlook.address())
                + outlook.link().map(link -> "%" + link).orElse("");
    }

    private static String headline(Route route) {
        String by = route.interfaceName();
        String table = route.table().isEmpty() ? "" : " (table " + route.table() + ")";
        return switch (route.kind()) {
            case LOCAL -> " is routed to " + by + ": RTCP sent there never leaves this host" + table;
            case UNICAST ->
                " leaves by " + by
                        + route.source()
                                .map(source -> " from " + Wording.address(source))
                                .orElse("") + table;
            case BROADCAST -> " is the broadcast address of " + by + ", no camera's own" + table;
            case MULTICAST -> " is a group reached by " + by + ", no camera's own" + table;
            case NO_ROUTE -> ": no route; the sender is told \"network is unreachable\"";
            case UNREACHABLE -> ": an unreachable route refuses it; the sender is told \"no route to host\"";
            case PROHIBIT -> ": a prohibit route refuses it; the sender is told \"permission denied\"";
            case BLACKHOLE -> ": a blackhole route discards it; the sender is told \"invalid argument\"";
        };
    }

    private static String nextHop(Outlook outlook, Route route) {
        String hop = route.gateway()
                .map(gateway -> "next hop: gateway " + Wording.address(gateway))
                .orElse("next hop: the address itself, on the link");
        String state = outlook.neighbour()
                .map(neighbour -> neighbour(neighbour, outlook))
                .orElse("; not talked to lately, so whether it answers is not known");
        return hop + state;
    }

    private static String neighbour(Neighbour neighbour, Outlook outlook) {
        String on = neighbour.linkAddress().map(link -> " at " + link).orElse("");
        return switch (neighbour.state()) {
            case RESOLVED -> "; its link address is known" + on;
            case ASKED -> "; it is being asked for its link address";
            case FAILED ->
                "; it does NOT answer on " + neighbour.interfaceName() + ": nothing reaches it; see whether "
                        + Wording.address(outlook.nextHop()) + " is on that link";
        };
    }

    private static Optional<String> nat(NatAnswer nat, Route route) {
        String beyond = route.gateway().isPresent() ? "; a NAT behind the gateway cannot be seen from here" : "";
        return switch (nat.state()) {
            case NONE -> Optional.of("NAT: none on this host" + beyond);
            case REWRITTEN ->
                Optional.of("NAT: this host rewrites its addresses by \"" + nat.detail()
                        + "\": unless the camera sent first, it sees RTCP from another socket than it sends to"
                        + beyond);
            case POSSIBLE ->
                Optional.of("NAT: this host may rewrite its addresses by \"" + nat.detail()
                        + "\", whose conditions are not all understood" + beyond);
            case UNKNOWN -> Optional.of("NAT: not known, " + nat.detail() + beyond);
            case NOT_ASKED -> Optional.empty();
        };
    }
}
