package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Route;
import dev.sightline.probe.Route.Kind;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.judge.correlation.FlowRoutes;
import dev.sightline.probe.judge.correlation.ServerRtcpPorts;
import dev.sightline.probe.judge.scene.StreamCase;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@link Verdict#BLOCKED} by this host's own routes: a route or a policy rule of the kind {@code blackhole}, {@code
 * unreachable} or {@code prohibit} takes the RTCP for the camera, so that the media server cannot send it and no interface
 * carries it.
 */
final class RefusedRoute {
    /** RTCP as it ought to leave, and what the kernel would do with it. */
    private record Flow(InetSocketAddress from, InetSocketAddress to, Optional<Route> route) {
        boolean isRefused() {
            return route.map(Route::kind).filter(REFUSING::contains).isPresent();
        }

        String kind() {
            return route.map(found -> found.kind().name().toLowerCase(Locale.ROOT))
                    .orElse("");
        }
    }

    private static final Set<Kind> REFUSING = EnumSet.of(Kind.BLACKHOLE, Kind.UNREACHABLE, Kind.PROHIBIT);

    private RefusedRoute() {}

    /**
     * Where the media server's port is not known, both that it may be have to be refused. A rule for a mark may let it out,
     * and so may a socket that is bound to an interface: that none leaves has to be seen for as long as one may take.
     */
    static Optional<Finding> of(StreamCase the) {
        if (the.scene().host().routes().mayHeedMarks() || Unproven.tooEarly(the).isPresent()) {
            return Optional.empty();
        }
        List<Flow> flows = the.leaves() ? List.of() : flows(the);
        return flows.stream()
                .filter(one -> flows.stream().allMatch(Flow::isRefused))
                .findFirst()
                .map(flow -> found(the, flow));
    }

    /** What may be so where the media server sends by one of two ports; the other one has a way. */
    static Optional<String> hint(StreamCase the) {
        return flows(the).stream()
                .filter(Flow::isRefused)
                .findFirst()
                .map(flow -> "; RTCP from port " + flow.from().getPort() + " would not leave: " + refusal(flow));
    }

    private static List<Flow> flows(StreamCase the) {
        FlowRoutes routes = new FlowRoutes(the.scene().host().routes());
        InetSocketAddress server = the.stream().destination();
        return ServerRtcpPorts.of(the.stream(), the.feedback(), the.agreed()).possible().stream()
                .map(port -> new InetSocketAddress(server.getAddress(), port))
                .flatMap(from -> the.feedback().expected().certain().stream()
                        .sorted()
                        .map(port -> new InetSocketAddress(the.stream().camera(), port))
                        .map(to -> new Flow(from, to, routes.of(from, to))))
                .toList();
    }

    private static String refusal(Flow flow) {
        return "this host's kernel refuses it by a route or policy rule of the kind "
                + flow.kind()
                + flow.route()
                        .flatMap(Route::rule)
                        .map(rule -> " (\"" + rule + "\")")
                        .orElse("");
    }

    private static Finding found(StreamCase the, Flow flow) {
        String question = "ip route get " + address(flow.to().getAddress()) + " from "
                + address(flow.from().getAddress()) + " ipproto udp sport "
                + flow.from().getPort() + " dport " + flow.to().getPort();
        return the.finding(
                Verdict.BLOCKED,
                the.lastDelivered(),
                List.of(Cause.ROUTE_REFUSED),
                "no RTCP can leave from port " + flow.from().getPort() + " for "
                        + address(flow.to().getAddress()) + ": " + refusal(flow),
                "change the rule or route of the kind " + flow.kind() + ": ip rule; ip route show table all type "
                        + flow.kind() + "; " + question + " then names an interface");
    }
}
