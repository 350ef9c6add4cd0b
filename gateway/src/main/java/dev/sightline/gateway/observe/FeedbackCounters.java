package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RtcpFlow;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the feedback that was seen to leave rightly for each camera, by its type. Evidence holds sums; what they grew by
 * is counted. One camera has nine types at most, and {@code maxCameras} bounds the cameras.
 */
final class FeedbackCounters {
    private static final Set<String> TYPES = Set.of("SR", "RR", "SDES", "BYE", "PLI", "FIR", "NACK", "REMB");
    private static final String OTHER = "OTHER";

    private final MeterRegistry registry;
    private final Map<String, Sums> lastByCamera = new HashMap<>();

    /** Of one agent's capture, in one negotiation. */
    private record Sums(Agent agent, long negotiation, Map<String, Long> byType) {
        boolean continues(Agent other, long number) {
            return agent == other && negotiation == number;
        }
    }

    FeedbackCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Agent agent, NegotiationVerdict verdict) {
        Map<String, Long> sums = sums(verdict);
        if (sums.isEmpty()) {
            return;
        }
        Sums last = lastByCamera.put(verdict.camera(), new Sums(agent, verdict.negotiation(), sums));
        Map<String, Long> before =
                last != null && last.continues(agent, verdict.negotiation()) ? last.byType() : Map.of();
        sums.forEach((type, sum) -> {
            long earlier = before.getOrDefault(type, 0L);
            // A sum that fell is one of a capture that began anew.
            long grown = sum >= earlier ? sum - earlier : sum;
            registry.counter("sightline.rtcp.feedback.packets", "camera", verdict.camera(), "type", type)
                    .increment((double) grown);
        });
    }

    void forget(String camera) {
        lastByCamera.remove(camera);
    }

    private static Map<String, Long> sums(NegotiationVerdict verdict) {
        Map<String, Long> sums = new HashMap<>();
        for (RtcpFlow flow : verdict.evidence().rtcpOut()) {
            if (flow.meaning() == RtcpFlow.Meaning.DELIVERED) {
                flow.types()
                        .forEach((type, count) ->
                                sums.merge(TYPES.contains(type) ? type : OTHER, Math.max(0, count), Math::addExact));
            }
        }
        return sums;
    }
}
