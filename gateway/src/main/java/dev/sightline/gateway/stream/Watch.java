package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.StreamFigures;
import java.util.List;
import reactor.core.publisher.Mono;

/** One viewer's wish to see a camera, from the wish to its end. Safe for any thread; nothing here waits. */
public interface Watch {
    /** Names this watch in logs and metrics; no secret. */
    String id();

    /** A candidate of the viewer's; kept until the media server has the offer. */
    void addCandidate(Candidate candidate);

    /** What is sent to the viewer; empty before the answer. */
    Mono<List<StreamFigures>> figures();

    /**
     * The viewer is answered no more. Nothing is told after this.
     *
     * @param code a stable word
     * @param reason in words, for people who look at what came of its offer
     */
    void giveUp(String code, String reason);

    /** The viewer has gone. Nothing is told after this. */
    void stop();
}
