package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.firewall.walk.Step.Kind;
import dev.sightline.probe.firewall.walk.WalkView.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds which lines of a plan take the feedback away: those without which, and only without which, it is there. */
final class Culprits {
    /** Puts all but some lines in force and looks. */
    interface Trial {
        Look without(List<Step> taken, List<InetAddress> cameras) throws IOException, InterruptedException;
    }

    private final Backend backend;
    private final Trial trial;

    Culprits(Backend backend, Trial trial) {
        this.backend = backend;
        this.trial = trial;
    }

    /** @param whole what was seen with the whole plan in force: a camera is not well */
    Outcome find(Look whole, Collection<Step> active, List<InetAddress> cameras)
            throws IOException, InterruptedException {
        List<Step> taken = new ArrayList<>();
        Look last = whole;
        List<Step> left = new ArrayList<>(active.stream().filter(Step::denies).toList());
        while (!last.isWell() && !left.isEmpty()) {
            Step next = next(last, left);
            left.remove(next);
            Look without = trial.without(List.of(next), cameras);
            if (without.isWell()) {
                return guilty(List.of(next), whole);
            }
            taken.add(next);
            last = taken.size() == 1 ? without : trial.without(taken, cameras);
        }
        return last.isWell()
                ? guilty(taken, whole)
                : new Outcome(
                        false,
                        List.of("With every line taken away that drops, the cameras are still not well, so it"
                                + " is not the plan: " + last.cameras()));
    }

    /** The one that was seen dropping, or the next rule; policies last, for a rule is more telling. */
    private Step next(Look last, List<Step> left) {
        Optional<Step> seen = last.droppedBy().flatMap(backend::named).filter(left::contains);
        return seen.or(() ->
                        left.stream().filter(step -> step.kind() == Kind.DENY).findFirst())
                .orElseGet(() -> left.get(0));
    }

    private static Outcome guilty(List<Step> culprits, Look whole) {
        List<String> sentences = new ArrayList<>();
        for (Step culprit : culprits) {
            sentences.add(
                    culprit.kind() == Kind.POLICY
                            ? "Culprit: the default policy, " + culprit
                                    + ". No rule before it lets the stream through; add one."
                            : "Culprit: " + culprit + ". Take it away, or put the rule that accepts before it.");
        }
        sentences.add(
                culprits.size() == 1
                        ? "Without that line every camera gets its feedback; with it: " + reason(whole)
                        : "Without these lines together every camera gets its feedback; with them: " + reason(whole));
        return new Outcome(false, sentences);
    }

    private static String reason(Look whole) {
        return whole.cameras().values().stream()
                .filter(state -> !state.isWell())
                .findFirst()
                .map(state -> state.droppedBy()
                        .map(rule -> state + ", dropped by \"" + rule + "\"")
                        .orElse(state + ", " + state.reason()))
                .orElse("");
    }
}
