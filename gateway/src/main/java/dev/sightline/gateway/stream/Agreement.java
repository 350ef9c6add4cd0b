package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.probe.Negotiation;

/** What camera and media server agreed on, told to who looks at the wire. Used by the stream's mailbox only. */
final class Agreement {
    private final CameraId camera;
    private final NegotiationListener listener;
    private boolean agreed;

    Agreement(CameraId camera, NegotiationListener listener) {
        this.camera = camera;
        this.listener = listener;
    }

    /** The camera's present session has this offer and this answer of the media server. */
    void is(StreamState now, String offer, String answer) {
        agreed = true;
        listener.negotiated(new Negotiation(
                camera.value(), now.negotiation(), now.session().flatMap(CameraSession::address), offer, answer));
    }

    void ends() {
        if (agreed) {
            agreed = false;
            listener.gone(camera);
        }
    }
}
