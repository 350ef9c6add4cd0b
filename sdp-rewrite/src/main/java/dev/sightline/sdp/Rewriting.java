package dev.sightline.sdp;

import java.util.List;

/**
 * What became of a session description.
 *
 * @param changes in the order in which they were made; empty when {@code result} is what was given
 */
public record Rewriting(SessionDescription result, List<Change> changes) {
    public Rewriting {
        changes = List.copyOf(changes);
    }
}
