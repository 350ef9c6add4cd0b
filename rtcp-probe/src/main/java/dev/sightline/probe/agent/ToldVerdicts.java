package dev.sightline.probe.agent;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which verdicts the gateway was told: one is told again when it changes, and before a while is over. */
final class ToldVerdicts {
    private final Duration repeat;
    private final Map<String, Told> told;

    private record Told(long negotiation, Verdict verdict, List<Cause> causes, long at) {
        static Told of(Negotiation negotiation, Finding finding, long now) {
            return new Told(negotiation.number(), finding.verdict(), finding.causes(), now);
        }

        boolean says(Told other) {
            return negotiation == other.negotiation && verdict == other.verdict && causes.equals(other.causes);
        }
    }

    ToldVerdicts(Duration repeat, int maxCameras) {
        this.repeat = repeat;
        this.told = new RecentMap<>(maxCameras);
    }

    /**
     * Whether the gateway is to be told; it counts as told then.
     *
     * @param now by {@link System#nanoTime}
     * @param round after which it is asked again
     */
    boolean isDue(Negotiation negotiation, Finding finding, long now, Duration round) {
        Told next = Told.of(negotiation, finding, now);
        Told last = told.get(negotiation.camera());
        if (last != null && last.says(next) && now - last.at() + round.toNanos() < repeat.toNanos()) {
            return false;
        }
        told.put(negotiation.camera(), next);
        return true;
    }

    void forget(String camera) {
        told.remove(camera);
    }
}
