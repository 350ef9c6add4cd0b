package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people how the verdict on one camera goes on. That an agent is gone is told once for all its cameras, elsewhere;
 * of each is told what another agent finds different from what was told before.
 */
final class VerdictLines {
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");

    private final CameraId camera;
    private final LogPace pace;
    private final Set<Cause> causes = EnumSet.noneOf(Cause.class);
    private Verdict told = Verdict.UNPROVEN;
    private boolean lost;

    VerdictLines(CameraId camera, LogPace pace) {
        this.camera = camera;
        this.pace = pace;
    }

    void passed(StreamEvent event, StreamState before, StreamState after) {
        Feedback now = after.feedback();
        if (after.session().isEmpty() || now.isAwaited()) {
            tells(Verdict.UNPROVEN, List.of());
        } else if (event instanceof ProofLost) {
            lost = true;
            quietly(before, now);
        } else if (lost && now.finding().causes().contains(Cause.TOO_EARLY)) {
            quietly(before, now);
        } else if (now.verdict() != told) {
            say(told + " → " + now.verdict() + among(now.finding().causes()), now);
            tells(now.verdict(), now.finding().causes());
        } else {
            lost = false;
            quietly(before, now);
            if (told == Verdict.DELIVERED) {
                more(now);
            }
        }
    }

    /** What is delivered may be of little use: that is known only after a while. */
    private void more(Feedback now) {
        List<Cause> news = new ArrayList<>(now.finding().causes());
        news.removeAll(causes);
        if (!news.isEmpty()) {
            say(told + among(now.finding().causes()), now);
            causes.addAll(news);
        }
    }

    private void tells(Verdict verdict, List<Cause> of) {
        told = verdict;
        lost = false;
        causes.clear();
        causes.addAll(of);
    }

    private void say(String verdict, Feedback now) {
        pace.say(others -> events.info(
                "camera {}: verdict {}: {}{}",
                camera,
                verdict,
                StreamDiary.firstLine(now.finding().reason()),
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
