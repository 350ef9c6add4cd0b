package dev.sightline.gateway.media;

import dev.sightline.gateway.config.Network;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** One camera's place on the media server: its endpoint, and the endpoints of those who watch it. */
public interface MediaPipeline {
    String id();

    /**
     * Makes an {@code RtpEndpoint}, bounds its bandwidth and gives it the offer.
     *
     * @param offer normalised session description of the camera
     * @param minKbps lower bound of the video, which makes the server send REMB
     * @param networks where its media may come from, as far as the server can be told; from anywhere when empty
     * @param events what happens to it later
     */
    Mono<CameraEndpoint> receive(
            String offer, int minKbps, int maxKbps, List<Network> networks, Consumer<MediaEvent> events);

    /**
     * Makes a {@code WebRtcEndpoint}, connects the camera to it and gives it the viewer's offer; candidates are gathered
     * at once.
     *
     * @param events what happens to it later; candidates may come before the answer
     */
    Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events);

    /** Lets go of it and of everything in it. */
    Mono<Void> release();
}
