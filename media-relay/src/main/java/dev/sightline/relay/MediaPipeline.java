package dev.sightline.relay;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A group of endpoints that live and die together. Safe for any thread. */
public final class MediaPipeline {
    private final String id = UUID.randomUUID().toString();
    private final MediaEngine engine;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private boolean released;

    MediaPipeline(MediaEngine engine) {
        this.engine = engine;
    }

    /** A random identifier, unique in the engine. */
    public String id() {
        return id;
    }

    /** Makes the end that a camera sends to. Fails with {@link EngineException} where the pipeline is full or released. */
    public RtpEndpoint createRtpEndpoint() {
        return add(new RtpEndpoint(this, engine));
    }

    /** Makes the end that a viewer receives from. Fails with {@link EngineException} where the pipeline is full or released. */
    public WebRtcEndpoint createWebRtcEndpoint() {
        return add(new WebRtcEndpoint(this, engine));
    }

    /** The endpoints that are alive. */
    public Collection<Endpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** The endpoint of that identifier, if it is alive and of this pipeline. */
    public Optional<Endpoint> endpoint(String endpointId) {
        return Optional.ofNullable(endpoints.get(endpointId));
    }

    /** Releases all endpoints and the pipeline itself; idempotent. */
    public CompletableFuture<Void> release() {
        List<Endpoint> last;
        synchronized (this) {
            released = true;
            last = List.copyOf(endpoints.values());
        }
        engine.forget(this);
        return CompletableFuture.allOf(last.stream().map(Endpoint::release).toArray(CompletableFuture<?>[]::new));
    }

    void forget(Endpoint endpoint) {
        endpoints.remove(endpoint.id());
    }

    private synchronized <E extends Endpoint> E add(E endpoint) {
        if (released) {
            throw new EngineException(
                    EngineError.RELEASED, "pipeline " + id + " has been released: create another one");
        }
        int most = engine.config().limits().maxEndpointsPerPipeline();
        if (endpoints.size() >= most) {
            throw new EngineException(
                    EngineError.NOT_ENOUGH_RESOURCES,
                    "pipeline " + id + " has " + endpoints.size() + " endpoints, the limit is " + most
                            + ": release some or use another pipeline");
        }
        endpoints.put(endpoint.id(), endpoint);
        return endpoint;
    }
}
