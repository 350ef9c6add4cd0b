package dev.sightline.gateway.observe;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.probe.NegotiationVerdict;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hands each stream the verdict that counts, or why there is none. Guarded by the watch's lock. */
final class VerdictDesk {
    private final Judges judges;
    private final AgentLines lines;
    private final VerdictStore verdicts = new VerdictStore();
    private Optional<StreamRegistry> streams = Optional.empty();

    VerdictDesk(Judges judges, AgentLines lines) {
        this.judges = judges;
        this.lines = lines;
    }

    void handTo(StreamRegistry registry) {
        streams = Optional.of(registry);
    }

    void judged(Agent agent, NegotiationVerdict verdict, long now) {
        verdicts.said(agent, verdict, now);
        handCounting(verdict.camera(), now);
    }

    /** Another negotiation: what was said of the one before is stale. */
    void renew(String camera) {
        verdicts.forget(camera);
        sayWhetherUnjudged(camera);
    }

    void forget(String camera) {
        verdicts.forget(camera);
    }

    /** There is room for no more cameras: those that nobody judges are told so. */
    void sayWhoIsUnjudged(Iterable<String> cameras) {
        cameras.forEach(this::sayWhetherUnjudged);
    }

    /**
     * An agent is no more, and {@code judges} knows.
     *
     * @param cameras of which less is known now, besides those that it judged
     */
    void without(Agent agent, Set<String> cameras, String reason, long now) {
        Set<String> judged = verdicts.forget(agent);
        Set<String> left = new LinkedHashSet<>(judged);
        left.addAll(cameras);
        Set<String> lost = handLeft(left, reason, now);
        lost.retainAll(judged);
        lines.unproven(lost, reason);
    }

    /** @param fresh how long a verdict counts that is not repeated */
    void forgetOld(long now, Duration fresh) {
        Map<String, Agent> old = verdicts.forgetOld(now, fresh.toNanos());
        String why = " has not repeated its verdict for " + AgentRules.seconds(fresh) + " s";
        Set.copyOf(old.values()).forEach(agent -> {
            Set<String> cameras = new LinkedHashSet<>(old.keySet());
            cameras.removeIf(camera -> !agent.equals(old.get(camera)));
            lines.unproven(handLeft(cameras, agent.name() + why, now), agent.name() + why);
        });
    }

    /**
     * What others say counts now; where nobody does, nothing is proven, for this reason or a better one.
     *
     * @return those of which nothing is
     */
    private Set<String> handLeft(Set<String> cameras, String reason, long now) {
        Set<String> lost = new LinkedHashSet<>(cameras);
        lost.removeIf(camera -> handCounting(camera, now));
        lost.forEach(camera -> {
            if (!sayWhetherUnjudged(camera)) {
                unproven(camera, reason, /* lasting= */ false);
            }
        });
        return lost;
    }

    private boolean sayWhetherUnjudged(String camera) {
        Optional<String> why = judges.whyUnjudged(camera);
        why.ifPresent(reason -> unproven(camera, reason, /* lasting= */ true));
        return why.isPresent();
    }

    /** Whether there was one. */
    private boolean handCounting(String camera, long now) {
        Optional<NegotiationVerdict> counting = verdicts.counting(camera, now);
        counting.ifPresent(verdict -> stream(camera).ifPresent(stream -> stream.verdict(verdict)));
        return counting.isPresent();
    }

    private void unproven(String camera, String reason, boolean lasting) {
        stream(camera).ifPresent(stream -> stream.unproven(reason, lasting));
    }

    private Optional<Stream> stream(String camera) {
        return streams.flatMap(registry -> CameraId.parse(camera).flatMap(registry::find));
    }
}
