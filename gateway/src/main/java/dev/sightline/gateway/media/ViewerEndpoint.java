package dev.sightline.gateway.media;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where one viewer's WebRTC session ends. */
public interface ViewerEndpoint {
    String id();

    /** The media server's answer, unaltered. */
    String answer();

    Mono<Void> addCandidate(Candidate candidate);

    /** Shows this viewer another source from now on, without a negotiation. */
    Mono<Void> connectTo(CameraEndpoint source);

    Mono<List<StreamFigures>> figures();

    Mono<Void> release();
}
