package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.Feedback;
import dev.sightline.gateway.stream.HealingStep;
import dev.sightline.gateway.stream.StreamState;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is shown of the way back to each camera; {@link FeedbackCounters} counts its packets. A camera has one gauge, for
 * its present verdict, while it has a session: there are never more than cameras.
 */
final class FeedbackMetrics {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final MeterRegistry registry;
    private final Map<CameraId, Shown> shown = new ConcurrentHashMap<>();

    /** @param timed whether the time to the first feedback was taken */
    private record Shown(long negotiation, Verdict verdict, Gauge gauge, boolean timed) {}

    FeedbackMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void passed(StreamState before, StreamState after) {
        if (after.session().isEmpty()) {
            forget(after.camera());
        } else if (!after.feedback().equals(before.feedback())
                || before.session().isEmpty()) {
            shown.compute(after.camera(), (camera, known) -> next(after, Optional.ofNullable(known)));
        }
    }

    /** The camera has no session any more. */
    void forget(CameraId camera) {
        Optional.ofNullable(shown.remove(camera)).ifPresent(gone -> registry.remove(gone.gauge()));
    }

    void healing(HealingStep step) {
        Counter.builder("sightline.healing.steps")
                .description("What was tried to mend a return path, and what came of it")
                .tag("step", word(step.kind()))
                .tag("from", word(step.from()))
                .tag("to", step.to().map(FeedbackMetrics::word).orElse("none"))
                .register(registry)
                .increment();
    }

    private Shown next(StreamState state, Optional<Shown> known) {
        Feedback feedback = state.feedback();
        Gauge gauge = known.filter(last -> last.verdict() == feedback.verdict())
                .map(Shown::gauge)
                .orElseGet(() -> {
                    known.ifPresent(last -> registry.remove(last.gauge()));
                    return gauge(state.camera(), feedback.verdict());
                });
        Optional<Shown> same = known.filter(last -> last.negotiation() == state.negotiation());
        boolean timed = same.map(Shown::timed).orElse(false) || time(feedback.evidence());
        return new Shown(state.negotiation(), feedback.verdict(), gauge, timed);
    }

    private Gauge gauge(CameraId camera, Verdict verdict) {
        return Gauge.builder("sightline.rtcp.verdict", () -> 1)
                .description("1 for the present verdict on a camera's feedback; a camera without a session has none")
                .tag("camera", camera.value())
                .tag("verdict", word(verdict))
                .register(registry);
    }

    private boolean time(Evidence evidence) {
        Optional<Instant> feedback = evidence.rtcpOut().stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.DELIVERED)
                .map(RtcpFlow::first)
                .min(Comparator.naturalOrder());
        Optional<Duration> took = evidence.firstRtp()
                .flatMap(first -> feedback.map(then -> Duration.between(first, then)))
                .map(time -> time.isNegative() ? Duration.ZERO : time)
                .filter(time -> time.compareTo(LONGEST) < 0);
        took.ifPresent(time -> Timer.builder("sightline.rtcp.first.feedback")
                .description(
                        "From a camera's first RTP since it was negotiated last to the first RTCP that reaches it, on the wire")
                .serviceLevelObjectives(
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .register(registry)
                .record(time));
        return took.isPresent();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
