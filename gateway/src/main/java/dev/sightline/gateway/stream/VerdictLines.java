package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people how the verdict on one camera goes on: each change, and what else is found wrong while it stays. That an agent
 * is gone is told once for all its cameras, elsewhere; so that its return is no flood either, those that are then what they
 * were have a pace of their own for all cameras.
 */
final class VerdictLines {
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");

    private final CameraId camera;
    private final LogPace pace;
    private final LogPace returns;
    private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
    private Verdict told = Verdict.UNPROVEN;
    private Optional<Verdict> lost = Optional.empty();
    private volatile Optional<Verdict> holds = Optional.empty();

    VerdictLines(CameraId camera, LogPace pace, LogPace returns) {
        this.camera = camera;
        this.pace = pace;
        this.returns = returns;
    }

    /** The verdict that holds; empty where there is no session that has one. For any thread. */
    Optional<Verdict> now() {
        return holds;
    }

    void passed(StreamEvent event, StreamState before, StreamState after) {
        Feedback now = after.feedback();
        if (after.session().isEmpty() || now.isAwaited()) {
            lost = Optional.empty();
            tells(Verdict.UNPROVEN);
        } else if (event instanceof ProofLost) {
            lost = lost.or(() -> Optional.of(told));
            tells(Verdict.UNPROVEN);
            quietly(before, now);
        } else {
            judged(now);
        }
        holds = after.session().map(session -> now.verdict());
    }

    private void judged(Feedback now) {
        List<Cause> found = now.finding().causes();
        boolean waiting = now.verdict() == Verdict.UNPROVEN && found.contains(Cause.TOO_EARLY);
        if (now.verdict() != told) {
            boolean returned = lost.filter(now.verdict()::equals).isPresent();
            say(returned ? returns : pace, told + " → " + now.verdict(), now.finding());
            tells(now.verdict());
            causes.addAll(found);
        } else if (!waiting && !causes.containsAll(found)) {
            say(pace, told.name(), now.finding());
            causes.addAll(found);
        }
        if (!waiting) {
            lost = Optional.empty();
        }
    }

    private void tells(Verdict verdict) {
        told = verdict;
        causes.clear();
    }

    private void say(LogPace at, String verdict, Finding now) {
        at.say(others -> events.info(
                "camera {}: verdict {}{}: {}{}",
                camera,
                verdict,
                among(now.causes()),
                StreamDiary.firstLine(now.reason()),
                others));
    }

    private void quietly(StreamState before, Feedback now) {
        if (before.feedback().verdict() != now.verdict()) {
            events.debug(
                    "camera {}: verdict {} → {}: {}",
                    camera,
                    before.feedback().verdict(),
                    now.verdict(),
                    StreamDiary.firstLine(now.finding().reason()));
        }
    }

    private static String among(List<Cause> causes) {
        return causes.isEmpty() ? "" : causes.stream().map(Cause::name).collect(Collectors.joining(", ", " (", ")"));
    }
}
