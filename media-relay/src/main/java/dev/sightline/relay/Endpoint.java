package dev.sightline.relay;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One end of a media path. Every method may be called from any thread and returns at once; futures complete on a media loop, so
 * what is chained to them must not block. They fail with {@link EngineException}.
 */
public sealed interface Endpoint permits RtpEndpoint, WebRtcEndpoint {
    /** A random identifier, unique in the engine. */
    String id();

    /** The pipeline that made it. */
    MediaPipeline pipeline();

    /** Answers an offer, once. Fails with {@link EngineError#SDP_PARSE_ERROR} or {@link EngineError#ALREADY_NEGOTIATED}. */
    CompletableFuture<String> processOffer(String offer);

    /** Lets all of this endpoint's media flow to {@code sink}; what fed the sink before is disconnected from it. */
    default CompletableFuture<Void> connect(Endpoint sink) {
        return connect(sink, EnumSet.allOf(MediaType.class));
    }

    /**
     * Lets media of {@code types} flow to {@code sink} beside what flows already. Fails with {@link EngineError#NOT_CONNECTABLE} where
     * the sink would keep other media of another source: a sink plays one source, so that sound and picture share a clock.
     */
    CompletableFuture<Void> connect(Endpoint sink, Set<MediaType> types);

    /** Stops all of this endpoint's media to {@code sink}; does nothing where they are not connected. */
    default CompletableFuture<Void> disconnect(Endpoint sink) {
        return disconnect(sink, EnumSet.allOf(MediaType.class));
    }

    /** Stops media of {@code types} to {@code sink}; does nothing where they are not connected. */
    CompletableFuture<Void> disconnect(Endpoint sink, Set<MediaType> types);

    /** Asks whatever feeds this endpoint for a keyframe; fails with {@link EngineError#KEYFRAME_NOT_POSSIBLE} where nothing does. */
    CompletableFuture<Void> requestKeyframe();

    /** The endpoint's streams in numbers. */
    CompletableFuture<List<StreamStats>> stats();

    /** Sets the one listener, called one event at a time on one media loop; it must not block. Events from before are lost. */
    void events(Consumer<? super EndpointEvent> listener);

    /** Bounds what is asked of the sender of video, in kbit/s; 0 means no bound. */
    CompletableFuture<Void> setMinVideoRecvBandwidth(int kilobitsPerSecond);

    /** Bounds what is asked of the sender of video, in kbit/s; 0 means no bound. */
    CompletableFuture<Void> setMaxVideoRecvBandwidth(int kilobitsPerSecond);

    /** Remembered for clients that set it; media is never re-encoded here, so it changes nothing that is sent. */
    CompletableFuture<Void> setMinVideoSendBandwidth(int kilobitsPerSecond);

    /** Remembered for clients that set it; media is never re-encoded here, so it changes nothing that is sent. */
    CompletableFuture<Void> setMaxVideoSendBandwidth(int kilobitsPerSecond);

    /** The bounds as they are now. */
    VideoBandwidth videoBandwidth();

    /** Closes it, its ports and its connections; idempotent. Later calls fail with {@link EngineError#RELEASED}. */
    CompletableFuture<Void> release();
}
