package dev.sightline.sdp.rewrite;

import java.util.Optional;

/**
 * One line that a rule changed, or moved: then both texts are the same.
 *
 * @param before the line without its end; empty when the line is new
 * @param after what stands in its place; empty when the line is gone
 * @param rule the rule's {@link RewriteRule#name() name}, which stays the same from version to version
 * @param reason why, for logs and for whoever compares the two texts
 * @param line counted from 1 in the description that the rule was given; for a new line the line that it follows;
 *     0 for what concerns the whole text, such as its line ends, and then there is neither text
 */
public record Change(Optional<String> before, Optional<String> after, String rule, String reason, int line) {
    @Override
    public String toString() {
        return before.map(content -> "-" + content + " ").orElse("")
                + after.map(content -> "+" + content + " ").orElse("") + "(" + rule + ": " + reason + ")";
    }
}
