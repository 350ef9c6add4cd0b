package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;

/** Is told what streams do, for metrics and pages. Called on the streams' threads: it must not wait. */
public interface StreamObserver {
    /** Called for every event, also when {@code after} equals {@code before}. */
    void passed(String event, StreamState before, StreamState after);

    /** The media server has answered an offer, of a camera or a viewer; or nothing came of it. */
    default void negotiated(Exchange what) {}

    /** Nothing came of a negotiation with the camera after all, of which it was told that it was answered. */
    default void cameToNothing(CameraId camera, long negotiation, Exchange.Failure why) {}

    /** Something was done to mend a return path, or came of it. */
    default void healing(HealingStep step) {}

    /** Something was refused because too much waited already. */
    void dropped(CameraId camera, String what);

    /** Tells two. */
    static StreamObserver both(StreamObserver first, StreamObserver second) {
        return new StreamObserver() {
            @Override
            public void passed(String event, StreamState before, StreamState after) {
                first.passed(event, before, after);
                second.passed(event, before, after);
            }

            @Override
            public void negotiated(Exchange what) {
                first.negotiated(what);
                second.negotiated(what);
            }

            @Override
            public void cameToNothing(CameraId camera, long negotiation, Exchange.Failure why) {
                first.cameToNothing(camera, negotiation, why);
                second.cameToNothing(camera, negotiation, why);
            }

            @Override
            public void healing(HealingStep step) {
                first.healing(step);
                second.healing(step);
            }

            @Override
            public void dropped(CameraId camera, String what) {
                first.dropped(camera, what);
                second.dropped(camera, what);
            }
        };
    }
}
