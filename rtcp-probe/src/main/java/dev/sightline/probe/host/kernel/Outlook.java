package dev.sightline.probe.host.kernel;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Route;
import dev.sightline.probe.host.Neighbours;
import dev.sightline.probe.host.firewall.NatAnswer;
import dev.sightline.probe.host.firewall.NatQuestion;
import dev.sightline.probe.host.firewall.NatReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this host would do with a packet for an address.
 *
 * @param address the address
 * @param route the kernel's route; empty when the kernel did not answer
 * @param neighbour the next hop as the link knows it; empty when there is none, or it was not talked to lately
 * @param nat whether this host rewrites the packet's addresses
 */
public record Outlook(InetAddress address, Optional<Route> route, Optional<Neighbour> neighbour, NatAnswer nat) {
    /** Whether a packet leaves this host by a real interface, as far as its kernel is concerned. */
    public boolean leaves() {
        boolean answers =
                neighbour.map(next -> next.state() != Neighbour.State.FAILED).orElse(true);
        return answers
                && route.filter(to -> to.leavesBy().isPresent() && !to.isLocal())
                        .isPresent();
    }

    /** The interface that was named with the address, as in {@code fe80::1%eth0}. */
    public Optional<String> link() {
        return RouteQuestion.linkOf(address);
    }

    /** Who gets the packet first: the gateway, or the address itself. */
    public InetAddress nextHop() {
        return route.flatMap(Route::gateway).orElse(address);
    }

    /** Asks the kernel about each address, and waits for the answers. */
    public static List<Outlook> ask(List<InetAddress> addresses, Optional<InetAddress> source) {
        NatReader nat = new NatReader();
        try (KernelRoutes routes = KernelRoutes.open();
                KernelNeighbours neighbours = KernelNeighbours.open()) {
            List<Optional<Route>> answers = routes.ask(addresses, source);
            neighbours.refresh();
            List<Outlook> outlooks = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                outlooks.add(of(addresses.get(i), answers.get(i), source, neighbours, nat));
            }
            return List.copyOf(outlooks);
        }
    }

    private static Outlook of(
            InetAddress address,
            Optional<Route> route,
            Optional<InetAddress> source,
            Neighbours neighbours,
            NatReader nat) {
        Optional<String> by = route.filter(to -> !to.isLocal()).flatMap(Route::leavesBy);
        if (by.isEmpty()) {
            return new Outlook(address, route, Optional.empty(), new NatAnswer(NatAnswer.State.NOT_ASKED, ""));
        }
        InetAddress nextHop = route.flatMap(Route::gateway).orElse(address);
        Optional<InetAddress> from = source.or(() -> route.flatMap(Route::source));
        // Another link may have another host with the same link-local address.
        Optional<Neighbour> neighbour = neighbours
                .of(nextHop)
                .filter(next ->
                        !nextHop.isLinkLocalAddress() || next.interfaceName().equals(by.get()));
        return new Outlook(address, route, neighbour, nat.ask(new NatQuestion(from, address, by.get())));
    }
}
