package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Severity;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What every agent said last of every camera, and which of it counts.
 *
 * <p>An agent that saw the camera's media knows more than one that cannot tell. One that saw none counts least: it may
 * watch another media server, and where an agent cannot tell there may be some. Of those that saw the media the worst
 * counts: feedback is not better than at the worst place that it has to pass.
 */
final class VerdictStore {
    private final Map<String, Map<Agent, Said>> byCamera = new HashMap<>();

    /** @param at when it came, by {@link System#nanoTime} */
    private record Said(NegotiationVerdict verdict, long at) {
        /** As it is now: a verdict grows older while it waits. */
        NegotiationVerdict aged(long now) {
            return new NegotiationVerdict(
                    verdict.camera(),
                    verdict.negotiation(),
                    verdict.finding(),
                    verdict.age().plus(Duration.ofNanos(now - at)),
                    verdict.evidence(),
                    verdict.streams());
        }
    }

    void said(Agent agent, NegotiationVerdict verdict, long now) {
        byCamera.computeIfAbsent(verdict.camera(), camera -> new LinkedHashMap<>())
                .put(agent, new Said(verdict, now));
    }

    /** The verdict that counts now. */
    Optional<NegotiationVerdict> counting(String camera, long now) {
        return byCamera.getOrDefault(camera, Map.of()).values().stream()
                .max(Comparator.comparingInt(
                        said -> weight(said.verdict().finding().verdict())))
                .map(said -> said.aged(now));
    }

    private static int weight(Verdict verdict) {
        return switch (verdict) {
            case NO_MEDIA -> -2;
            case UNPROVEN -> -1;
            default -> Severity.of(verdict);
        };
    }

    /**
     * Forgets what was said longer ago than {@code nanos}: an agent repeats what it knows, and one that does not has lost
     * sight of the camera.
     *
     * @return of each such camera, the agent that was the last to go
     */
    Map<String, Agent> forgetOld(long now, long nanos) {
        Map<String, Agent> forgotten = new TreeMap<>();
        byCamera.forEach((camera, said) -> said.entrySet().removeIf(one -> {
            boolean old = now - one.getValue().at() >= nanos;
            if (old) {
                forgotten.put(camera, one.getKey());
            }
            return old;
        }));
        return forgotten;
    }

    void forget(String camera) {
        byCamera.remove(camera);
    }

    /** Forgets what an agent said; answers of which cameras that was. */
    Set<String> forget(Agent agent) {
        Set<String> cameras = new TreeSet<>();
        byCamera.forEach((camera, said) -> {
            if (said.remove(agent) != null) {
                cameras.add(camera);
            }
        });
        return cameras;
    }
}
