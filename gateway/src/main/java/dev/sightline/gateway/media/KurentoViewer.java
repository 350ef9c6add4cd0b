package dev.sightline.gateway.media;

import java.util.List;
import org.kurento.client.IceCandidate;
import org.kurento.client.WebRtcEndpoint;
import reactor.core.publisher.Mono;

/** A viewer's endpoint on a server that speaks Kurento's protocol. */
record KurentoViewer(WebRtcEndpoint endpoint, String answer, KurentoCalls calls) implements ViewerEndpoint {
    @Override
    public String id() {
        return endpoint.getId();
    }

    @Override
    public Mono<Void> addCandidate(Candidate candidate) {
        return calls.run(
                "take a viewer's candidate",
                () -> endpoint.addIceCandidate(
                        new IceCandidate(candidate.candidate(), candidate.sdpMid(), candidate.sdpMLineIndex())));
    }

    @Override
    public Mono<Void> connectTo(CameraEndpoint source) {
        KurentoCamera camera = (KurentoCamera) source;
        return calls.run("show a viewer another source", () -> camera.endpoint().connect(endpoint));
    }

    @Override
    public Mono<List<StreamFigures>> figures() {
        return calls.call("count a viewer's packets", () -> KurentoFigures.of(endpoint.getStats()));
    }

    @Override
    public Mono<Void> release() {
        return calls.run("release a viewer's endpoint", endpoint::release);
    }
}
