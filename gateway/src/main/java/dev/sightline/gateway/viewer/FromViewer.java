package dev.sightline.gateway.viewer;

import dev.sightline.gateway.media.Candidate;
import java.util.Optional;

/** What a viewer says. */
sealed interface FromViewer extends SignalingMessage {
    void accept(Visitor visitor);

    /**
     * {@code viewer}: show me this camera.
     *
     * @param cameraId as it was written; it need not be that of a camera
     * @param sdpOffer as it was written
     * @param ticket that lets one watch it, if any
     */
    record Viewer(String cameraId, String sdpOffer, Optional<String> ticket) implements FromViewer {
        @Override
        public void accept(Visitor visitor) {
            visitor.viewer(this);
        }
    }

    /** {@code onIceCandidate}: a candidate of the viewer's. */
    record OnIceCandidate(Candidate candidate) implements FromViewer {
        @Override
        public void accept(Visitor visitor) {
            visitor.onIceCandidate(this);
        }
    }

    /** {@code stop}: that is enough. */
    record Stop() implements FromViewer {
        @Override
        public void accept(Visitor visitor) {
            visitor.stop(this);
        }
    }

    /** One method a message, so that none is forgotten. */
    interface Visitor {
        void viewer(Viewer message);

        void onIceCandidate(OnIceCandidate message);

        void stop(Stop message);
    }
}
