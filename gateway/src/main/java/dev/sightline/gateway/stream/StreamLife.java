package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream's state, and what it becomes: each event goes to {@link StreamMachine}, its next state is kept, its actions are
 * done, and what comes of those is an event again. Used by the stream's mailbox only; the state may be read by anyone.
 */
final class StreamLife {
    private static final Logger log = LoggerFactory.getLogger(StreamLife.class);

    private final CameraConfig camera;
    private final StreamMachine machine;
    private final StreamDiary diary;
    private final Exchanges exchanges;
    private final Winners winners;
    private final ReturnPathPolicy configured;
    private final Queue<StreamEvent> events = new ArrayDeque<>();
    private StreamAction.@Nullable Visitor actions;
    private boolean closed;
    private volatile StreamState state;
    private volatile boolean established;

    StreamLife(CameraConfig camera, ReturnPath returnPath, StreamDiary diary, Exchanges exchanges, Winners winners) {
        this.camera = camera;
        this.machine = new StreamMachine(camera.profile(), returnPath);
        this.diary = diary;
        this.exchanges = exchanges;
        this.winners = winners;
        this.configured = returnPath.configured(camera.profile());
        this.state = StreamState.idle(camera.id(), winners.of(camera.id(), configured));
    }

    /** Who does what is to be done; once, before anything happens. */
    void begin(StreamAction.Visitor doer) {
        actions = doer;
    }

    StreamState state() {
        return state;
    }

    /** Whether it ever had a session that the media server answered. */
    boolean wasEstablished() {
        return established;
    }

    /** What happens from now on changes nothing. */
    void end() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** An event that comes of an action of another waits until that one is done with; a mistake ends only its own event. */
    void happen(StreamEvent event) {
        events.add(event);
        if (events.size() > 1) {
            return;
        }
        while (!events.isEmpty()) {
            try {
                step(events.element());
            } catch (RuntimeException problem) {
                log.error("camera {}: {} could not be dealt with", camera.id(), events.element(), problem);
            } finally {
                events.remove();
            }
        }
    }

    private void step(StreamEvent event) {
        StreamAction.Visitor doer = actions;
        if (closed || doer == null) {
            return;
        }
        StreamState before = state;
        Step step = machine.on(before, event);
        state = step.state();
        established |= state.adopted();
        boolean reported = step.actions().stream().anyMatch(StreamAction.Report.class::isInstance);
        diary.changed(before, step.state(), event, reported);
        step.actions().forEach(action -> attempt(action, doer));
        remember(before, step.state());
        exchanges.passed(event, before, step.state());
        diary.passed(event, before, step.state());
    }

    /** The state says that all of them were done, so a mistake in one does not keep the others from it. */
    private void attempt(StreamAction action, StreamAction.Visitor doer) {
        try {
            action.accept(doer);
        } catch (RuntimeException problem) {
            log.error("camera {}: {} could not be done", camera.id(), action, problem);
        }
    }

    private void remember(StreamState before, StreamState after) {
        Optional<ReturnPathPolicy> winner = after.healing().winner();
        if (!winner.equals(before.healing().winner())) {
            winners.keep(camera.id(), configured, winner);
        }
    }
}
