package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;

/** Applies rules one after the other, each to what the one before it left. */
public final class Rewriter {
    private final List<RewriteRule> rules;

    public Rewriter(List<? extends RewriteRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** @throws SdpException when a rule cannot be applied */
    public Rewriting rewrite(SessionDescription in) {
        SessionDescription current = in;
        List<Change> changes = new ArrayList<>();
        for (RewriteRule rule : rules) {
            Rewriting step = rule.apply(current);
            current = step.result();
            changes.addAll(step.changes());
        }
        return new Rewriting(current, changes);
    }
}
