package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.address;

import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Route;
import dev.sightline.probe.judge.scene.StreamCase;
import java.net.InetAddress;
import java.util.Optional;

/** The router that leads to a camera, or the camera itself, in words. */
final class NextHop {
    private NextHop() {}

    static String words(StreamCase the) {
        return gateway(the)
                .map(router -> "the router " + address(router) + ", which leads to the camera,")
                .orElseGet(() -> "the camera " + address(the.stream().camera()));
    }

    /** How to mend that it does not answer. */
    static String cure(StreamCase the, Neighbour hop) {
        return Cures.neighbour(hop, gateway(the).orElse(the.stream().camera()));
    }

    private static Optional<InetAddress> gateway(StreamCase the) {
        return the.route().flatMap(Route::gateway);
    }
}
