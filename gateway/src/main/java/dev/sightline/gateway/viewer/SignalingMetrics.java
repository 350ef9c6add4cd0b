package dev.sightline.gateway.viewer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What signaling counts. No label holds anything that a viewer wrote: their number stays small. */
final class SignalingMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger watching = new AtomicInteger();
    private final Timer answers;

    SignalingMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("sightline.signaling.connections", connections, AtomicInteger::get)
                .description("WebSocket connections of viewers")
                .register(registry);
        Gauge.builder("sightline.signaling.watching", watching, AtomicInteger::get)
                .description("Viewers who watch, or wait to")
                .register(registry);
        this.answers = Timer.builder("sightline.signaling.answer")
                .description("From a viewer's offer to its answer")
                .publishPercentileHistogram()
                .register(registry);
    }

    void connected() {
        connections.incrementAndGet();
    }

    void disconnected(String why) {
        connections.decrementAndGet();
        count("sightline.signaling.closed", "reason", why, "Conversations that ended");
    }

    /** Whether one more viewer may watch; every granted one is given back by {@link #watchEnded()}. */
    boolean watchBegins(int most) {
        return watching.getAndUpdate(count -> count < most ? count + 1 : count) < most;
    }

    void watchEnded() {
        watching.decrementAndGet();
    }

    void answered(Duration time) {
        answers.record(time);
    }

    void received(FromViewer message) {
        count("sightline.signaling.received", "type", message.getClass().getSimpleName(), "Messages of viewers");
    }

    void sent(ToViewer message) {
        if (message instanceof ToViewer.Failed failed) {
            count("sightline.signaling.errors", "code", failed.code().word(), "Errors that viewers were told");
        }
        count("sightline.signaling.sent", "type", message.getClass().getSimpleName(), "Messages to viewers");
    }

    void candidateDropped(String direction) {
        count(
                "sightline.signaling.candidates.dropped",
                "direction",
                direction,
                "ICE candidates that were of no use, or too many");
    }

    /** A request was not taken as a conversation. */
    void refused(String why) {
        count("sightline.signaling.refused", "reason", why, "Requests that were not taken as a conversation");
    }

    private void count(String name, String key, String value, String meaning) {
        Counter.builder(name)
                .description(meaning)
                .tag(key, value)
                .register(registry)
                .increment();
    }
}
