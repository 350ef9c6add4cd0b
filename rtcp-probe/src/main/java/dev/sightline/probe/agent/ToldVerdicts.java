package dev.sightline.probe.agent;

import dev.sightline.probe.Cause;
import dev.sightline.probe.NegotiationFinding;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which verdicts the gateway was told: one is told again when it changes, and before a while is over. */
final class ToldVerdicts {
    private final Duration repeat;
    private final Map<String, Told> told;

    private record Told(long negotiation, Verdict verdict, List<Cause> causes, Set<Integer> served, long at) {
        static Told of(NegotiationFinding found, long now) {
            return new Told(
                    found.negotiation().number(),
                    found.finding().verdict(),
                    found.finding().causes(),
                    found.served(),
                    now);
        }

        boolean says(Told other) {
            return negotiation == other.negotiation
                    && verdict == other.verdict
                    && causes.equals(other.causes)
                    && served.equals(other.served);
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
    boolean isDue(NegotiationFinding found, long now, Duration round) {
        String camera = found.negotiation().camera();
        Told next = Told.of(found, now);
        Told last = told.get(camera);
        if (last != null && last.says(next) && now - last.at() + round.toNanos() < repeat.toNanos()) {
            return false;
        }
        told.put(camera, next);
        return true;
    }

    void forget(String camera) {
        told.remove(camera);
    }
}
