package dev.sightline.gateway.negotiations;

import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.rewrite.Change;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said of one negotiation.
 *
 * @param kept the negotiation
 * @param told what the peer was told, or was to be told, without its secrets; empty when the media server did not answer
 * @param toServer what was changed between the peer's description and the offer; empty when the peer gave none
 * @param toPeer what was changed between the media server's answer and what the peer was told
 * @param givenFindings of the peer's description alone
 * @param findings of the offer, of its answer, and of the two together, as far as there are any
 * @param prediction what the probe will see; of cameras only
 * @param trouble why something of this cannot be said
 */
public record Explained(
        Kept kept,
        Optional<String> told,
        List<Change> toServer,
        List<Change> toPeer,
        List<Finding> givenFindings,
        List<Finding> findings,
        Optional<Prediction> prediction,
        Optional<String> trouble) {
    static Explained unsaid(Kept kept, String trouble) {
        return new Explained(
                kept,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(trouble));
    }
}
