package dev.sightline.probe;

import java.util.Optional;

/**
 * What this host and the network say of the way back to a camera, beside the packets.
 *
 * @param route the kernel's route to the camera, when it is known
 * @param neighbour whether the next hop answers on its link, when it is known
 * @param drop what this host's firewall drops of the camera's packets, without its scope
 * @param refusal the network's answer that RTCP cannot be delivered
 */
public record ReturnPath(
        Optional<Route> route, Optional<Neighbour> neighbour, Optional<FirewallDrop> drop, Optional<Refusal> refusal) {
    /** Leaves out the scope of the drop. */
    public ReturnPath {
        drop = drop.map(FirewallDrop::told);
    }

    /** Nothing is known. */
    public static ReturnPath unknown() {
        return of(Optional.empty());
    }

    /** Nothing but the route is known. */
    public static ReturnPath of(Optional<Route> route) {
        return new ReturnPath(route, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
