package dev.sightline.gateway.media;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where one camera's RTP arrives. It is negotiated once; another offer needs another endpoint. */
public interface CameraEndpoint {
    String id();

    /** The media server's answer, unaltered. */
    String answer();

    Mono<List<StreamFigures>> figures();

    Mono<Void> release();
}
