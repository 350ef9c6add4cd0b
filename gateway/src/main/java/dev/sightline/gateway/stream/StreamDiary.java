package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.security.limits.LogPace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells people what a stream did, and keeps the last steps of its mending. Written by its mailbox only; what was dropped any thread tells. */
final class StreamDiary {
    private static final Logger log = LoggerFactory.getLogger(StreamDiary.class);
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    /** A camera without secret is whoever says so, and may come and go as it likes. */
    private static final int EVENTS_A_MINUTE = 20;

    private static final int PAST_STEPS = 8;

    private final CameraId camera;
    private final StreamObserver observer;
    private final LogPace pace;
    private final CallLines calls;
    private final PastVerdicts verdicts = new PastVerdicts();
    private final VerdictLines lines;
    private volatile List<PastStep> past = List.of();

    /** @param returns the pace, for all cameras, of verdicts that are again what they were before nobody could look */
    StreamDiary(CameraId camera, StreamObserver observer, LogPace returns) {
        this.pace = new LogPace(EVENTS_A_MINUTE, this::tellLeft);
        this.calls = new CallLines(camera, System::nanoTime);
        this.camera = camera;
        this.observer = observer;
        this.lines = new VerdictLines(camera, pace, returns);
    }

    /** The last few steps, oldest first. */
    List<PastStep> past() {
        return past;
    }

    /** The verdicts before the present one, as {@link PastVerdicts} keeps them. */
    List<PastVerdict> verdicts() {
        return verdicts.all();
    }

    void dropped(String what) {
        observer.dropped(camera, what);
    }

    void passed(StreamEvent event, StreamState before, StreamState after) {
        verdicts.passed(before, after);
        calls.passed(event, before, after);
        tellSession(event, before, after);
        lines.passed(event, before, after);
        observer.passed(event.getClass().getSimpleName(), before, after);
    }

    /** Tells now, and not when the minute is over, what was left out. */
    void tellRest() {
        pace.sayRest();
    }

    /** What is left out may be the last for hours: what came of it is told. */
    private void tellLeft(long left) {
        events.info(
                "camera {}: {} more lines within a minute were left out; {}",
                camera,
                left,
                lines.now().map(verdict -> "the verdict now is " + verdict).orElse("it has no session now"));
    }

    private void tellSession(StreamEvent event, StreamState before, StreamState after) {
        Optional<String> ended = before.session().map(CameraSession::id);
        Optional<String> begun = after.session().map(CameraSession::id);
        if (ended.equals(begun)) {
            return;
        }
        after.session()
                .ifPresentOrElse(
                        session -> pace.say(others -> events.info(
                                "camera {}: session begun{} by {}, return path {}{}",
                                camera,
                                ended.isPresent() ? " in the place of another" : "",
                                cause(event),
                                ReturnPath.word(session.policy()),
                                others)),
                        () -> pace.say(others -> events.info(
                                "camera {}: session ended: {}{}",
                                camera,
                                after.remark().isEmpty() ? cause(event) : firstLine(after.remark()),
                                others)));
    }

    private static String cause(StreamEvent event) {
        if (event instanceof StreamEvent.CameraOffered) {
            return "the camera's offer";
        }
        if (event instanceof StreamEvent.ViewersChanged) {
            return "a viewer's wish";
        }
        if (event instanceof StreamEvent.SessionEnded) {
            return "the camera ended it";
        }
        return event instanceof StreamEvent.GraceEnded
                ? "nobody watches any more"
                : event.getClass().getSimpleName();
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    void report(HealingStep step) {
        boolean healed = step.kind() == HealingStep.Kind.HEALED;
        (healed ? events : log)
                .atLevel(healed ? Level.INFO : Level.WARN)
                .log(
                        "camera {}: return path {}{} {}: {}",
                        step.camera(),
                        ReturnPath.word(step.from()),
                        step.to().map(to -> " → " + ReturnPath.word(to)).orElse(""),
                        step.kind().name().toLowerCase(Locale.ROOT),
                        step.why());
        List<PastStep> steps = new ArrayList<>(past);
        steps.add(new PastStep(Instant.now(), step));
        past = List.copyOf(steps.subList(Math.max(0, steps.size() - PAST_STEPS), steps.size()));
        observer.healing(step);
    }

    /** @param reported whether a step that is reported says why */
    void changed(StreamState before, StreamState after, StreamEvent event, boolean reported) {
        if (before.phase() != after.phase()) {
            log.info(
                    "camera {}: {} → {} by {}{}",
                    camera,
                    before.phase(),
                    after.phase(),
                    event.getClass().getSimpleName(),
                    after.remark().isEmpty() || reported ? "" : " (" + after.remark() + ")");
        } else if (!reported
                && !before.remark().equals(after.remark())
                && !after.remark().isEmpty()) {
            log.warn("camera {}: {}", camera, after.remark());
        }
    }
}
