package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Peer;

/** Where a negotiation is kept. One shelf of a camera never makes room by emptying another. */
enum Shelf {
    CAMERA(8),
    VIEWERS(4),
    /** Cameras' offers that never became a negotiation: whoever may ask as the camera can fill this one. */
    REFUSED(4),
    /** Negotiations with the camera of which nothing came. */
    FAILED(4),
    FAILED_VIEWERS(4);

    private final int places;

    Shelf(int places) {
        this.places = places;
    }

    /** How many of one camera it holds. */
    int places() {
        return places;
    }

    boolean isOfFailures() {
        return this != CAMERA && this != VIEWERS;
    }

    static Shelf of(Exchange what) {
        boolean failed = what.failure().isPresent();
        if (!(what.peer() instanceof Peer.Camera camera)) {
            return failed ? FAILED_VIEWERS : VIEWERS;
        }
        boolean offered = what.failure()
                .filter(why -> why.reached() == Exchange.Reached.OFFERED)
                .isPresent();
        return !failed ? CAMERA : offered && camera.negotiation() == 0 ? REFUSED : FAILED;
    }
}
