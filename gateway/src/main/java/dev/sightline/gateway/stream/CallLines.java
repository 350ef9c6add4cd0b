package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.StreamState.Phase;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that a camera was asked to begin and does not come: when that begins, and again from time to time while
 * viewers go on asking for it. Used by one stream's mailbox only.
 */
final class CallLines {
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    /** A page on a wall asks for a dead camera all night. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

    private final CameraId camera;
    private final LongSupplier nanoTime;
    private boolean absent;
    private long toldAt;
    private long since;

    CallLines(CameraId camera, LongSupplier nanoTime) {
        this.camera = camera;
        this.nanoTime = nanoTime;
    }

    void passed(StreamEvent event, StreamState before, StreamState after) {
        if (after.session().isPresent()) {
            absent = false;
        }
        boolean unanswered = event instanceof StreamEvent.CallTimedOut
                && before.phase() == Phase.CALLING
                && before.session().isEmpty() // else its end is told
                && !after.equals(before);
        if (unanswered) {
            since++;
        }
        long now = nanoTime.getAsLong();
        if (unanswered && (!absent || now - toldAt >= AGAIN_NANOS)) {
            events.warn(
                    "camera {} does not come: {}. Viewers who waited: {}{}",
                    camera,
                    after.remark(),
                    before.viewers(),
                    absent ? " (asked " + since + " times since the last such line)" : "");
            absent = true;
            toldAt = now;
            since = 0;
        }
    }
}
