package dev.sightline.probe;

import java.util.Optional;

/**
 * What this host, the network and the frames' headers say of the way back to a camera, beside the packets.
 *
 * @param route the kernel's route to the camera, when it is known
 * @param neighbour whether the next hop answers on its link, when it is known
 * @param drop what this host's firewall drops of the camera's packets, without its scope
 * @param refusal the network's answer that RTCP cannot be delivered
 * @param link between which stations of the link RTP and RTCP go, when it is known
 */
public record ReturnPath(
        Optional<Route> route,
        Optional<Neighbour> neighbour,
        Optional<FirewallDrop> drop,
        Optional<Refusal> refusal,
        Optional<LinkPath> link) {
    /** Leaves out the scope of the drop. */
    public ReturnPath {
        drop = drop.map(FirewallDrop::told);
    }

    /** Where nothing is known of the stations. */
    public ReturnPath(
            Optional<Route> route,
            Optional<Neighbour> neighbour,
            Optional<FirewallDrop> drop,
            Optional<Refusal> refusal) {
        this(route, neighbour, drop, refusal, Optional.empty());
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
