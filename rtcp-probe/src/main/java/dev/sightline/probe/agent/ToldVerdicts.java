package dev.sightline.probe.agent;

import dev.sightline.probe.Cause;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which verdicts the gateway was told: one is told again when it changes, or after a while. */
final class ToldVerdicts {
    private final Duration repeat;
    private final Map<String, Told> told;

    private record Told(long negotiation, Verdict verdict, List<Cause> causes, long at) {
        static Told of(NegotiationVerdict verdict, long now) {
            return new Told(
                    verdict.negotiation(),
                    verdict.finding().verdict(),
                    verdict.finding().causes(),
                    now);
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
     */
    boolean isDue(NegotiationVerdict verdict, long now) {
        Told next = Told.of(verdict, now);
        Told last = told.get(verdict.camera());
        if (last != null && last.says(next) && now - last.at() < repeat.toNanos()) {
            return false;
        }
        told.put(verdict.camera(), next);
        return true;
    }

    void forget(String camera) {
        told.remove(camera);
    }
}
