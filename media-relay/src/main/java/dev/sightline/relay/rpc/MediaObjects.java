package dev.sightline.relay.rpc;

import dev.sightline.relay.Endpoint;
import dev.sightline.relay.EndpointEvent;
import dev.sightline.relay.MediaEngine;
import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;
import dev.sightline.relay.rpc.MediaObject.Pipeline;
import dev.sightline.relay.rpc.MediaObject.ServerManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The objects that clients know by id. An object lives as long as a session holds it: whoever creates, uses or
 * references it does; whoever only looks at it ({@code describe}, {@code getPipelines}) does not, so that a poller keeps
 * no orphan alive.
 */
final class MediaObjects {
    private final MediaEngine engine;
    private final RpcLimits limits;
    private final BiConsumer<MediaEndpoint, EndpointEvent> listener;
    private final ServerManager serverManager = new ServerManager();
    private final Map<String, MediaObject> objects = new LinkedHashMap<>();

    /** @param listener is called on the engine's media loops */
    MediaObjects(MediaEngine engine, RpcLimits limits, BiConsumer<MediaEndpoint, EndpointEvent> listener) {
        this.engine = engine;
        this.limits = limits;
        this.listener = listener;
        objects.put(serverManager.id(), serverManager);
    }

    Optional<MediaObject> find(String id) {
        return Optional.ofNullable(objects.get(id));
    }

    /** @throws RpcException {@link ErrorCode#MEDIA_OBJECT_NOT_FOUND} */
    MediaObject get(String id) {
        return find(id).orElseThrow(() -> RpcException.notFound(id));
    }

    List<Pipeline> pipelines() {
        List<Pipeline> pipelines = new ArrayList<>();
        for (MediaObject object : objects.values()) {
            if (object instanceof Pipeline pipeline) {
                pipelines.add(pipeline);
            }
        }
        return pipelines;
    }

    boolean isAlive(MediaObject object) {
        return objects.get(object.id()) == object;
    }

    Pipeline createPipeline(Session session) {
        room(session, 1);
        Pipeline pipeline = new Pipeline(engine.createPipeline());
        objects.put(pipeline.id(), pipeline);
        hold(session, pipeline);
        return pipeline;
    }

    MediaEndpoint createEndpoint(Session session, Pipeline parent, ObjectType type) {
        room(session, parent.holders().contains(session) ? 1 : 2);
        Endpoint media = type == ObjectType.RTP_ENDPOINT
                ? parent.media().createRtpEndpoint()
                : parent.media().createWebRtcEndpoint();
        MediaEndpoint endpoint = new MediaEndpoint(media, parent);
        media.events(event -> listener.accept(endpoint, event));
        objects.put(endpoint.id(), endpoint);
        parent.children().add(endpoint);
        hold(session, endpoint);
        return endpoint;
    }

    /** Lets {@code session} keep {@code object} alive, and the pipeline that it is in. */
    void hold(Session session, MediaObject object) {
        if (object instanceof ServerManager || object.holders().contains(session)) {
            return;
        }
        room(session, 1);
        if (object instanceof MediaEndpoint endpoint) {
            hold(session, endpoint.parent());
        }
        object.holders().add(session);
        session.held().add(object);
    }

    /** The session ends: what only it held is released. */
    void letGo(Session session) {
        for (MediaObject object : List.copyOf(session.held())) {
            forget(session, object);
            if (object.holders().isEmpty() && isAlive(object)) {
                var unused = release(object);
            }
        }
    }

    /** Releases everything that the session holds, whoever else holds it too. */
    CompletableFuture<Void> releaseAll(Session session) {
        List<CompletableFuture<Void>> releases = new ArrayList<>();
        for (MediaObject object : List.copyOf(session.held())) {
            if (isAlive(object)) {
                releases.add(release(object));
            }
        }
        return CompletableFuture.allOf(releases.toArray(CompletableFuture<?>[]::new));
    }

    /** The object is unknown from now on, for every session; the future ends when its ports are free. */
    CompletableFuture<Void> release(MediaObject object) {
        if (object instanceof Pipeline pipeline) {
            for (MediaEndpoint child : List.copyOf(pipeline.children())) {
                remove(child);
            }
            remove(pipeline);
            return pipeline.media().release();
        }
        if (object instanceof MediaEndpoint endpoint) {
            remove(endpoint);
            return endpoint.media().release();
        }
        return CompletableFuture.completedFuture(null);
    }

    private void remove(MediaObject object) {
        objects.remove(object.id());
        if (object instanceof MediaEndpoint endpoint) {
            endpoint.parent().children().remove(endpoint);
        }
        for (Session holder : List.copyOf(object.holders())) {
            forget(holder, object);
        }
    }

    private static void forget(Session session, MediaObject object) {
        session.countSubscriptions(-object.unsubscribeAll(session));
        session.held().remove(object);
        object.holders().remove(session);
    }

    private void room(Session session, int more) {
        if (session.held().size() + more > limits.objectsPerSession()) {
            throw RpcException.exhausted("media objects in one session", limits.objectsPerSession());
        }
    }
}
