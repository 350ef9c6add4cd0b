package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/** Applies rules one after the other, each to what the one before it left. */
public final class Rewriter {
    private final List<RewriteRule> rules;

    public Rewriter(List<? extends RewriteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** @throws dev.sightline.sdp.SdpException when a rule cannot be applied */
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
                () -> steps.stream().flatMap(step -> step.changes().stream()).toList());
    }
}
