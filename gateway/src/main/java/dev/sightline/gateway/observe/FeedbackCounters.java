package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RtcpFlow;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the feedback that was seen to leave rightly for each camera, by its type. Evidence holds sums for each flow; what
 * they grew by is counted, also over negotiations, by {@link CameraCount}. One camera has nine types at most,
 * {@code maxCameras} bounds the cameras, and the counters of one that is known no longer go. Not safe for threads.
 */
final class FeedbackCounters {
    private static final Set<String> TYPES = Set.of("SR", "RR", "SDES", "BYE", "PLI", "FIR", "NACK", "REMB");
    private static final String OTHER = "OTHER";

    private final MeterRegistry registry;
    private final Map<String, CameraCount> byCamera = new HashMap<>();
    private final Map<String, Map<String, Counter>> counters = new HashMap<>();

    /**
     * What one sum is of.
     *
     * @param first when the flow began: a capture that begins anew has sums that begin anew
     */
    record FlowType(
            String interfaceName,
            InetSocketAddress source,
            InetSocketAddress destination,
            Instant first,
            String type) {}

    FeedbackCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * An agent speaks of a camera.
     *
     * @param sums as {@link #sums} found them in its verdict
     * @param now by {@link System#nanoTime}
     */
    void count(Agent agent, String camera, Map<FlowType, Long> sums, long now) {
        byCamera.computeIfAbsent(camera, absent -> new CameraCount())
                .said(agent, sums, now)
                .forEach((type, growth) -> counter(camera, type).increment((double) growth));
    }

    private Counter counter(String camera, String type) {
        return counters.computeIfAbsent(camera, absent -> new HashMap<>())
                .computeIfAbsent(
                        type,
                        absent -> Counter.builder("sightline.rtcp.feedback.packets")
                                .description("RTCP packets that were delivered to a camera, by their type")
                                .tags("camera", camera, "type", type)
                                .register(registry));
    }

    /** A negotiation is over: what the next one's flows hold is new. */
    void forget(String camera) {
        byCamera.remove(camera);
    }

    /** The camera is known no longer. */
    void forgetCounters(String camera) {
        forget(camera);
        counters.getOrDefault(camera, Map.of()).values().forEach(registry::remove);
        counters.remove(camera);
    }

    void forget(Agent agent) {
        byCamera.values().forEach(count -> count.forget(agent));
    }

    /** What a verdict's evidence holds of feedback that was delivered. */
    static Map<FlowType, Long> sums(NegotiationVerdict verdict) {
        Map<FlowType, Long> sums = new HashMap<>();
        for (RtcpFlow flow : verdict.evidence().rtcpOut()) {
            if (flow.meaning() == RtcpFlow.Meaning.DELIVERED) {
                flow.types().forEach((type, count) -> sums.merge(flowType(flow, type), Math.max(0, count), Long::sum));
            }
        }
        return sums;
    }

    private static FlowType flowType(RtcpFlow flow, String type) {
        return new FlowType(
                flow.interfaceName(),
                flow.source(),
                flow.destination(),
                flow.first(),
                TYPES.contains(type) ? type : OTHER);
    }
}
