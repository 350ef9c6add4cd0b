package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Negotiated;
import java.util.List;

/**
 * A negotiation as it is remembered: without its secrets.
 *
 * @param tooLong true when its descriptions were too long to be remembered, and are empty
 * @param measured the verdicts that were reached, in their order; the last one holds, or held at its end
 */
public record Kept(Negotiated what, boolean tooLong, List<Measured> measured) {
    public Kept {
        measured = List.copyOf(measured);
    }
}
