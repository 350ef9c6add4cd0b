package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/** Applies rules one after the other, each to what the one before it left. */
public final class Rewriter {
    private final List<RewriteRule> rules;

    /** @param rules in the order in which they are applied; none leaves every description as it is */
    public Rewriter(List<? extends RewriteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * @return what the rules made of it; {@link Rewriting#unused()} has those that found nothing to change
     * @throws dev.sightline.sdp.SdpException when a rule cannot be applied
     */
    public Rewriting rewrite(SessionDescription in) {
        SessionDescription current = in;
        List<Rewriting> steps = new ArrayList<>(rules.size());
        for (RewriteRule rule : rules) {
            Rewriting step = rule.apply(current);
            current = step.result();
            steps.add(step);
        }
        return new Rewriting(
                current,
                () -> steps.stream().flatMap(step -> step.changes().stream()).toList(),
                () -> unused(in, steps));
    }

    private List<Unused> unused(SessionDescription in, List<Rewriting> steps) {
        List<Unused> unused = new ArrayList<>();
        SessionDescription before = in;
        for (int i = 0; i < steps.size(); i++) {
            SessionDescription after = steps.get(i).result();
            if (after.equals(before)) {
                RewriteRule rule = rules.get(i);
                unused.add(new Unused(i + 1, rule.name(), rule.whyUnused(before)));
            }
            before = after;
        }
        return unused;
    }
}
