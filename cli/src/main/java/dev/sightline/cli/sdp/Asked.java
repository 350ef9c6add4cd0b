package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sightline.sdp.rewrite.RewriteRule;
import dev.sightline.sdp.rewrite.Rewriter;
import dev.sightline.sdp.rewrite.Rewriting;
import java.util.List;

/**
 * A rule, and where it was asked for.
 *
 * @param origin {@code --video-port}, or {@code rules.yaml:3: media-port}
 */
record Asked(RewriteRule rule, String origin) {
    static Rewriter rewriter(List<Asked> all) {
        return new Rewriter(all.stream().map(Asked::rule).toList());
    }

    /** A sentence for each that found nothing to change. */
    static List<String> unused(List<Asked> all, Rewriting rewriting) {
        return rewriting.unused().stream()
                .map(unused -> all.get(unused.place() - 1).origin + " changes nothing: " + unused.why())
                .toList();
    }

    static void json(List<Asked> all, Rewriting rewriting, ArrayNode array) {
        rewriting
                .unused()
                .forEach(unused -> array.addObject()
                        .put("rule", unused.rule())
                        .put("from", all.get(unused.place() - 1).origin)
                        .put("why", unused.why()));
    }
}
