package dev.sightline.gateway.media;

import java.util.List;
import org.kurento.client.RtpEndpoint;
import reactor.core.publisher.Mono;

/** @param minKbps with {@code maxKbps} the bounds that hold for the viewers' side too */
record KurentoCamera(RtpEndpoint endpoint, String answer, int minKbps, int maxKbps, KurentoCalls calls)
        implements CameraEndpoint {
    @Override
    public String id() {
        return endpoint.getId();
    }

    @Override
    public Mono<List<StreamFigures>> figures() {
        return calls.call("count a camera's packets", () -> KurentoFigures.of(endpoint.getStats()));
    }

    @Override
    public Mono<Void> release() {
        return calls.run("release a camera's endpoint", endpoint::release);
    }
}
