package dev.sightline.cli.sdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
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
    /** @throws SdpException when one cannot be applied; the message says which, and that nothing is written */
    static Rewriting rewrite(List<Asked> all, SessionDescription in) {
        try {
            return new Rewriter(all.stream().map(Asked::rule).toList()).rewrite(in);
        } catch (SdpException e) {
            throw new SdpException(culprit(all, in) + " cannot be applied, and nothing is written: " + e.getMessage());
        }
    }

    private static String culprit(List<Asked> all, SessionDescription in) {
        SessionDescription current = in;
        for (Asked asked : all) {
            try {
                current = asked.rule.apply(current).result();
            } catch (SdpException e) {
                return asked.origin;
            }
        }
        return "a rule";
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
