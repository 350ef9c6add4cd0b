package dev.sightline.relay;

import dev.sightline.webrtc.DtlsIdentity;
import dev.sightline.webrtc.PortStatistics;
import dev.sightline.webrtc.WebRtcPort;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The embedded media server: pipelines, their endpoints, and the event loops that carry their media. Safe for any thread. */
public final class MediaEngine implements AutoCloseable {
    private final EngineConfig config;
    private final MediaLoops loops;
    private final MediaPorts mediaPorts;
    private final DtlsIdentity identity;
    private final WebRtcPort webRtcPort;
    private final Map<String, MediaPipeline> pipelines = new ConcurrentHashMap<>();

    private MediaEngine(EngineConfig config, MediaLoops loops) {
        this.config = config;
        this.loops = loops;
        this.mediaPorts = MediaPorts.of(config, loops);
        this.identity = DtlsIdentity.generate();
        this.webRtcPort = open(config, loops, identity);
    }

    /**
     * Starts the media loops and opens the viewers' port.
     *
     * @throws UncheckedIOException when that port is taken or not allowed
     */
    public static MediaEngine start(EngineConfig config) {
        MediaLoops loops = MediaLoops.start(config.loops());
        try {
            return new MediaEngine(config, loops);
        } catch (RuntimeException e) {
            loops.close();
            throw e;
        }
    }

    private static WebRtcPort open(EngineConfig config, MediaLoops loops, DtlsIdentity identity) {
        try {
            return WebRtcPort.open(portConfig(config), loops.all(), identity);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the viewers' UDP port " + config.webRtcPort() + " could not be opened: " + e.getMessage(), e);
        }
    }

    private static WebRtcPort.Config portConfig(EngineConfig config) {
        WebRtcPort.Config usual = WebRtcPort.Config.of(config.candidateAddresses(), config.webRtcPort());
        return new WebRtcPort.Config(
                usual.addresses(),
                usual.port(),
                usual.connectTimeout(),
                usual.handshakeTimeout(),
                usual.handshakeSilence(),
                usual.consentInterval(),
                usual.consentTimeout(),
                config.limits().maxViewers(),
                config.limits().transport().handshakes(),
                config.limits().transport().stunPerSecond(),
                usual.highWaterMark());
    }

    /** The UDP port of all viewers. */
    public int webRtcPortNumber() {
        return webRtcPort.port();
    }

    /** What was dropped so far. */
    public EngineStatistics statistics() {
        CameraPortCounters cameras = mediaPorts.counters();
        PortStatistics viewers = webRtcPort.statistics();
        return new EngineStatistics(
                new EngineStatistics.Cameras(cameras.foreign.sum(), cameras.refused.sum(), cameras.malformed.sum()),
                new EngineStatistics.Viewers(
                        viewers.malformed(),
                        viewers.stunRejected(),
                        viewers.stunLimited(),
                        viewers.dtlsRefused(),
                        viewers.unmatched(),
                        viewers.overflowed()));
    }

    /** What it was started with. */
    public EngineConfig config() {
        return config;
    }

    /** Makes a pipeline; fails with {@link EngineException} beyond {@link EngineLimits#maxPipelines()}. */
    public synchronized MediaPipeline createPipeline() {
        int most = config.limits().maxPipelines();
        if (pipelines.size() >= most) {
            throw new EngineException(
                    EngineError.NOT_ENOUGH_RESOURCES,
                    "there are " + pipelines.size() + " pipelines, the limit is " + most + ": release some");
        }
        MediaPipeline pipeline = new MediaPipeline(this);
        pipelines.put(pipeline.id(), pipeline);
        return pipeline;
    }

    /** The pipelines that are alive. */
    public Collection<MediaPipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    /** The pipeline of that identifier, if it is alive. */
    public Optional<MediaPipeline> pipeline(String id) {
        return Optional.ofNullable(pipelines.get(id));
    }

    /** Releases all pipelines, closes all ports and ends the loops; waits a few seconds at most. Not from a media loop. */
    @Override
    public void close() {
        CompletableFuture<?>[] releases =
                pipelines().stream().map(MediaPipeline::release).toArray(CompletableFuture<?>[]::new);
        loops.await(CompletableFuture.allOf(releases));
        webRtcPort.close();
        loops.close();
    }

    void forget(MediaPipeline pipeline) {
        pipelines.remove(pipeline.id());
    }

    EventLoop nextLoop() {
        return loops.next();
    }

    List<EventLoop> loops() {
        return loops.all();
    }

    WebRtcPort webRtcPort() {
        return webRtcPort;
    }

    String fingerprint() {
        return identity.fingerprint();
    }

    MediaPorts mediaPorts() {
        return mediaPorts;
    }
}
