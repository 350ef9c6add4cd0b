package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Unfinished;
import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.HealingStep;
import dev.sightline.gateway.stream.StreamException;
import dev.sightline.gateway.stream.StreamObserver;
import dev.sightline.gateway.stream.StreamState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is counted. Names are Micrometer's; {@code /metrics} shows them as Prometheus reads them. No label holds what a
 * stranger can choose, but the id of a camera, and of those there are at most as many as the configuration allows.
 */
public final class Metrics implements StreamObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Counter forgotten = Counter.builder("sightline.cameras.forgotten")
            .description("Cameras that are not listed and lost their place: silent for long, or for a newcomer")
            .register(registry);
    private final FeedbackMetrics feedback = new FeedbackMetrics(registry);

    /** What is alarming when it first happens is there before, with 0: a rate sees no counter appear. */
    public Metrics() {
        for (StreamException.Code code : StreamException.Code.values()) {
            failures("camera", code.word());
            failures("viewer", code.word());
        }
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** In Prometheus' text form. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void passed(String event, StreamState before, StreamState after) {
        count("sightline.stream.events", "What happened to streams", "event", event);
        feedback.passed(before, after);
        if (before.phase() != after.phase()) {
            count(
                    "sightline.stream.transitions",
                    "Changes of a stream's phase",
                    "to",
                    after.phase().name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void negotiated(Exchange what) {
        what.failure().ifPresent(why -> failed(what.peer() instanceof Exchange.Peer.Camera ? "camera" : "viewer", why));
    }

    @Override
    public void cameToNothing(CameraId camera, long negotiation, Exchange.Failure why) {
        failed("camera", why);
    }

    private void failed(String peer, Exchange.Failure why) {
        failures(peer, why.code()).increment();
    }

    private Counter failures(String peer, String code) {
        return counters.computeIfAbsent(
                "failed " + peer + " " + code,
                key -> Counter.builder("sightline.negotiations.failed")
                        .description("Negotiations of which nothing came")
                        .tag("peer", peer)
                        .tag("code", code)
                        .register(registry));
    }

    @Override
    public void healing(HealingStep step) {
        feedback.healing(step);
    }

    @Override
    public void dropped(CameraId camera, String what) {
        dropped(what);
    }

    /** @param what a word of the program's, never one from the network */
    public void dropped(String what) {
        count("sightline.dropped", "What was dropped because too much waited, or came too late", "what", what);
    }

    /** A connection was closed for a bound. */
    public void refused(String listener, String why) {
        counters.computeIfAbsent(
                        "refused " + listener + " " + why,
                        key -> Counter.builder("sightline.connections.refused")
                                .description("Connections that were closed for a bound")
                                .tag("listener", listener)
                                .tag("why", why)
                                .register(registry))
                .increment();
    }

    /** Somebody is not the camera that it asks to be; {@code why} is the stable word of the problem. */
    public void refusedCamera(String why) {
        count("sightline.cameras.refused", "Requests by whom the camera is not", "why", why);
    }

    /** A camera that is not listed lost its place. */
    public void forgotten(CameraId camera) {
        feedback.forget(camera);
        forgotten.increment();
    }

    /** Something was refused because more came than a rule allows. */
    public void rateLimited(RateRule rule) {
        limited(rule).increment();
    }

    /** Shows how much is remembered for each rule, and how much was refused by it. */
    public void show(RateLimits rates) {
        for (RateRule rule : RateRule.values()) {
            limited(rule);
            Gauge.builder("sightline.rate.remembered", rates, limits -> limits.remembered(rule))
                    .description("Addresses, cameras or names that a rule knows at present")
                    .tag("rule", rule.key())
                    .register(registry);
        }
    }

    /** Shows how much has arrived in part. */
    public void show(Unfinished unfinished) {
        Gauge.builder("sightline.unfinished.bytes", unfinished, Unfinished::held)
                .description("Octets of messages and bodies that have arrived in part")
                .register(registry);
    }

    private Counter limited(RateRule rule) {
        return counter(
                "sightline.rate.limited", "What was refused because more came than a rule allows", "rule", rule.key());
    }

    private void count(String name, String meaning, String tag, String value) {
        counter(name, meaning, tag, value).increment();
    }

    private Counter counter(String name, String meaning, String tag, String value) {
        return counters.computeIfAbsent(
                name + " " + value,
                key -> Counter.builder(name)
                        .description(meaning)
                        .tag(tag, value)
                        .register(registry));
    }

    @Override
    public void close() {
        registry.close();
    }
}
