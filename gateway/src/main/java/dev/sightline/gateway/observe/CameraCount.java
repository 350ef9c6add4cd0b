package dev.sightline.gateway.observe;

import dev.sightline.gateway.observe.FeedbackCounters.FlowType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What several agents see of one camera's feedback. It is one and the same, so one of them counts; when that one sees no
 * more of it, another does in its place.
 */
final class CameraCount {
    /** An agent repeats its verdict every other second. */
    private static final long SAME_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<Agent, Seen> byAgent = new HashMap<>();
    private Optional<Agent> counting = Optional.empty();
    private long grewAt;

    /**
     * @param counted what another one has counted as well
     * @param latest what it said last
     */
    private record Seen(Map<FlowType, Long> counted, Map<FlowType, Long> latest) {
        Map<String, Long> growth() {
            Map<String, Long> growth = new HashMap<>();
            latest.forEach((flow, sum) -> {
                long grown = sum - counted.getOrDefault(flow, 0L);
                if (grown > 0) {
                    growth.merge(flow.type(), grown, Long::sum);
                }
            });
            return growth;
        }

        Seen settled() {
            return new Seen(latest, latest);
        }
    }

    /** Answers what is to be counted now, by type. */
    Map<String, Long> said(Agent agent, Map<FlowType, Long> sums, long now) {
        Seen before = byAgent.getOrDefault(agent, new Seen(Map.of(), Map.of()));
        Seen seen = new Seen(before.counted(), sums);
        byAgent.put(agent, seen);
        if (counting.filter(agent::equals).isEmpty() && !takesOver(now)) {
            if (now - grewAt < SAME_NANOS) {
                byAgent.put(agent, seen.settled());
            }
            return Map.of();
        }
        Map<String, Long> growth = seen.growth();
        if (!growth.isEmpty()) {
            counting = Optional.of(agent);
            grewAt = now;
            byAgent.replaceAll((other, known) -> known.settled());
        }
        return growth;
    }

    private boolean takesOver(long now) {
        return counting.isEmpty() || now - grewAt >= PATIENCE_NANOS;
    }

    void forget(Agent agent) {
        byAgent.remove(agent);
        counting = counting.filter(known -> !known.equals(agent));
    }
}
