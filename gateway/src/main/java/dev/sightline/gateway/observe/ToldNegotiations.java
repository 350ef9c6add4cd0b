package dev.sightline.gateway.observe;

import dev.sightline.probe.NegotiationVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is negotiated with each camera, as agents are told of it. Guarded by the watch's lock. */
final class ToldNegotiations {
    private final Map<String, Told> byCamera = new LinkedHashMap<>();

    /**
     * A negotiation as agents are told of it.
     *
     * @param line empty when it is too long for one
     */
    record Told(long number, Optional<String> line) {}

    void put(String camera, Told told) {
        byCamera.put(camera, told);
    }

    /** Whether there was one. */
    boolean remove(String camera) {
        return byCamera.remove(camera) != null;
    }

    Optional<String> line(String camera) {
        return Optional.ofNullable(byCamera.get(camera)).flatMap(Told::line);
    }

    /** Whether it speaks of the camera's present negotiation; else it is stale. */
    boolean isJudgedBy(NegotiationVerdict verdict) {
        return Optional.ofNullable(byCamera.get(verdict.camera()))
                .filter(told -> told.number() == verdict.negotiation())
                .isPresent();
    }

    /** In the order in which they were first negotiated. */
    List<String> cameras() {
        return List.copyOf(byCamera.keySet());
    }
}
