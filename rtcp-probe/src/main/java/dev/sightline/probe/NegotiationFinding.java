package dev.sightline.probe;

import java.util.Set;

/**
 * What was found of a negotiated camera, without the evidence.
 *
 * @param negotiation which negotiation
 * @param finding on the camera as a whole
 * @param served the media server's ports of the sections that get their feedback, where another does not
 */
public record NegotiationFinding(Negotiation negotiation, Finding finding, Set<Integer> served) {
    /** Copies the set. */
    public NegotiationFinding {
        served = Set.copyOf(served);
    }
}
