package dev.sightline.relay;

import dev.sightline.sdp.SessionDescription;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The end that a camera sends plain RTP to, and that sends RTCP back to it. */
public final class RtpEndpoint implements Endpoint {
    private final EndpointCore core;
    private final MediaPorts ports;
    private final EngineLimits limits;
    private final Camera camera;
    private final Set<WebRtcEndpoint> sinks = ConcurrentHashMap.newKeySet();
    private boolean negotiated;

    RtpEndpoint(MediaPipeline pipeline, MediaEngine engine) {
        this.core = new EndpointCore(pipeline, engine.nextLoop());
        this.ports = engine.mediaPorts();
        this.limits = engine.config().limits();
        this.camera = new Camera(core, engine.loops(), engine.config().returnPath());
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
            SessionDescription description = Offers.read(offer, limits);
            if (negotiated) {
                throw new EngineException(
                        EngineError.ALREADY_NEGOTIATED,
                        "endpoint " + id() + " has answered an offer already: create another endpoint for this one");
            }
            String answer = camera.negotiate(description, Offers.sections(description), ports);
            negotiated = true;
            return answer;
        });
    }

    @Override
    public CompletableFuture<Void> connect(Endpoint sink, Set<MediaType> types) {
        if (sink instanceof WebRtcEndpoint viewer && viewer.pipeline() == pipeline()) {
            return core.call(() -> null).thenCompose(alive -> viewer.play(this, types));
        }
        return CompletableFuture.failedFuture(new EngineException(
                EngineError.NOT_CONNECTABLE,
                "endpoint " + sink.id() + " cannot play " + id()
                        + ": the sink of a camera is a WebRtcEndpoint of the same pipeline"));
    }

    @Override
    public CompletableFuture<Void> disconnect(Endpoint sink, Set<MediaType> types) {
        return sink instanceof WebRtcEndpoint viewer
                ? viewer.stopPlaying(this, types)
                : CompletableFuture.completedFuture(null);
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
        return core.call(camera::stats);
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

    /**
     * Takes RTP and RTCP of this camera from these networks only, from now on, whatever else would let a sender in.
     *
     * @param networks such as {@code 10.77.0.0/24}; none at all lifts the bound. Fails with {@link EngineException} for others
     */
    public CompletableFuture<Void> setSenderNetworks(List<String> networks) {
        return core.call(() -> {
            camera.takeFrom(SenderNetworks.of(networks));
            return null;
        });
    }

    @Override
    public VideoBandwidth videoBandwidth() {
        return core.bandwidth();
    }

    @Override
    public CompletableFuture<Void> release() {
        return core.release(() -> {
            camera.close();
            core.pipeline().forget(this);
            for (WebRtcEndpoint sink : sinks) {
                var unused = sink.stopPlaying(this, EnumSet.allOf(MediaType.class)); // each on its own loop
            }
        });
    }

    /** The media of this endpoint. */
    Camera camera() {
        return camera;
    }

    /** The sections that were taken. */
    CompletableFuture<List<CameraSection>> sections() {
        return core.call(camera::sections);
    }

    /** A viewer plays {@code types} of this camera too from now on; false when it was released meanwhile. Any thread. */
    boolean attach(WebRtcEndpoint sink, Set<MediaType> types) {
        sinks.add(sink);
        if (core.isReleased()) {
            sinks.remove(sink);
            return false;
        }
        types.forEach(type -> core.tell(new EndpointEvent.ElementConnected(sink, type)));
        return true;
    }

    /** A viewer plays {@code types} of this camera no longer, and nothing of it when {@code all}. Any thread. */
    void detach(WebRtcEndpoint sink, Set<MediaType> types, boolean all) {
        boolean attached = all ? sinks.remove(sink) : sinks.contains(sink);
        if (attached) {
            types.forEach(type -> core.tell(new EndpointEvent.ElementDisconnected(sink, type)));
        }
    }

    /** The media of a viewer begin to pass, as they are. Any thread. */
    void passesThrough(MediaType type) {
        core.tell(new EndpointEvent.MediaTranscodingStateChanged(type, false));
    }
}
