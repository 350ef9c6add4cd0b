package dev.sightline.sdp.rewrite;

/**
 * A rule that found nothing to change: often a name that was mistyped.
 *
 * @param place which of the {@link Rewriter}'s rules, counted from 1
 * @param rule the rule's {@link RewriteRule#name() name}
 * @param why what it looked for, and what is there instead: {@code no m=vdeo section; there are video, audio}
 */
public record Unused(int place, String rule, String why) {
    @Override
    public String toString() {
        return rule + " changes nothing: " + why;
    }
}
