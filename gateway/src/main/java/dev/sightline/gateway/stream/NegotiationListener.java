package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.probe.Negotiation;

/** Is told what camera and media server agreed on, so that somebody can look at the wire. Called on the streams' threads: it must not wait. */
public interface NegotiationListener {
    /**
     * The media server has answered, and the camera sends to that answer from now on. It takes the place of the camera's
     * earlier negotiation.
     */
    void negotiated(Negotiation negotiation);

    /** Nothing is negotiated for this camera any more. */
    void gone(CameraId camera);

    /** For a gateway at which nobody looks at the wire. */
    static NegotiationListener deaf() {
        return new NegotiationListener() {
            @Override
            public void negotiated(Negotiation negotiation) {}

            @Override
            public void gone(CameraId camera) {}
        };
    }
}
