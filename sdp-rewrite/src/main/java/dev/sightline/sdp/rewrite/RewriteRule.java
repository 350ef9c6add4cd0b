package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SessionDescription;

/**
 * One change of meaning to a session description. Lines that the rule does not speak of stay byte for byte. A rule is
 * immutable, takes linear time and throws nothing but {@link dev.sightline.sdp.SdpException}. A new one is best written with
 * {@link LineEdits}.
 */
@FunctionalInterface
public interface RewriteRule {
    /**
     * @return the changed description and what was changed; the same description when nothing had to be
     * @throws dev.sightline.sdp.SdpException when the rule cannot be applied to {@code in}
     */
    Rewriting apply(SessionDescription in);

    /**
     * For a rule that leaves {@code in} as it is: what it looked for, and what is there instead, in words for whoever wrote
     * the rule. See {@link Rewriting#unused()}.
     */
    default String whyUnused(SessionDescription in) {
        return "nothing that it speaks of is there";
    }

    /** What the rule is called in a {@link Change}: {@code keep-codec}. It never changes once it is published. */
    default String name() {
        return "rule";
    }
}
