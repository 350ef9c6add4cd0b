package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RtcpFlow;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the feedback that was seen to leave rightly for each camera, by its type. Evidence holds sums for each flow; what
 * they grew by is counted, also over negotiations. Where several agents see a camera's feedback, it is one and the same, and
 * the one that saw it first counts, until it is gone. One camera has nine types at most, and {@code maxCameras} bounds the
 * cameras.
 */
final class FeedbackCounters {
    private static final Set<String> TYPES = Set.of("SR", "RR", "SDES", "BYE", "PLI", "FIR", "NACK", "REMB");
    private static final String OTHER = "OTHER";

    private final MeterRegistry registry;
    private final Map<String, Map<Agent, Map<FlowType, Long>>> sumsByCamera = new HashMap<>();

    /**
     * What one sum is of.
     *
     * @param first when the flow began: a capture that begins anew has sums that begin anew
     */
    private record FlowType(
            String interfaceName,
            InetSocketAddress source,
            InetSocketAddress destination,
            Instant first,
            String type) {}

    FeedbackCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(Agent agent, NegotiationVerdict verdict) {
        Map<FlowType, Long> sums = sums(verdict);
        Map<Agent, Map<FlowType, Long>> byAgent =
                sumsByCamera.computeIfAbsent(verdict.camera(), camera -> new LinkedHashMap<>());
        if (sums.isEmpty() && !byAgent.containsKey(agent)) {
            return;
        }
        Map<FlowType, Long> before = byAgent.getOrDefault(agent, Map.of());
        byAgent.put(agent, sums);
        if (byAgent.keySet().iterator().next().equals(agent)) {
            sums.forEach((flow, sum) -> registry.counter(
                            "sightline.rtcp.feedback.packets", "camera", verdict.camera(), "type", flow.type())
                    .increment((double) Math.max(0, sum - before.getOrDefault(flow, 0L))));
        }
    }

    void forget(String camera) {
        sumsByCamera.remove(camera);
    }

    void forget(Agent agent) {
        sumsByCamera.values().forEach(byAgent -> byAgent.remove(agent));
    }

    private static Map<FlowType, Long> sums(NegotiationVerdict verdict) {
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
