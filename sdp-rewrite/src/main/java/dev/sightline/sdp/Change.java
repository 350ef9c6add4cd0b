package dev.sightline.sdp;

import java.util.Optional;

/**
 * One line that a rule changed.
 *
 * @param before the line without its end; empty when the line is new
 * @param after what stands in its place; empty when the line is gone
 * @param rule the rule's name
 * @param reason why, for logs and for whoever compares the two texts
 */
public record Change(Optional<String> before, Optional<String> after, String rule, String reason) {
    @Override
    public String toString() {
        return before.map(line -> "-" + line + " ").orElse("")
                + after.map(line -> "+" + line + " ").orElse("") + "(" + rule + ": " + reason + ")";
    }
}
