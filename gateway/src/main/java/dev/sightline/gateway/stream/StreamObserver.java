package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;

/** Is told what streams do, for metrics and pages. Called on the streams' threads: it must not wait. */
public interface StreamObserver {
    /** Called for every event, also when {@code after} equals {@code before}. */
    void passed(String event, StreamState before, StreamState after);

    /** Something was done to mend a return path, or came of it. */
    default void healing(HealingStep step) {}

    /** Something was refused because too much waited already. */
    void dropped(CameraId camera, String what);
}
