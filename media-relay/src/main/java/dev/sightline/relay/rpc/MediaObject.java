package dev.sightline.relay.rpc;

import dev.sightline.relay.Endpoint;
import dev.sightline.relay.MediaPipeline;
import dev.sightline.relay.RtpEndpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a client knows by an object id: something of the engine, who holds it and who wants to hear of it. */
abstract sealed class MediaObject {
    private final String id;
    private final ObjectType type;
    private final Set<Session> holders = new HashSet<>();
    /** By event type: which session listens, under which subscription ids. */
    private final Map<String, Map<Session, Set<String>>> subscriptions = new LinkedHashMap<>();

    private MediaObject(String id, ObjectType type) {
        this.id = id;
        this.type = type;
    }

    String id() {
        return id;
    }

    ObjectType type() {
        return type;
    }

    Set<Session> holders() {
        return holders;
    }

    void subscribe(Session session, String event, String subscription) {
        subscriptions
                .computeIfAbsent(event, e -> new LinkedHashMap<>())
                .computeIfAbsent(session, s -> new HashSet<>())
                .add(subscription);
    }

    /** @return whether there was such a subscription */
    boolean unsubscribe(Session session, String subscription) {
        for (Map<Session, Set<String>> listeners : subscriptions.values()) {
            Set<String> ids = listeners.get(session);
            if (ids != null && ids.remove(subscription)) {
                if (ids.isEmpty()) {
                    listeners.remove(session);
                }
                return true;
            }
        }
        return false;
    }

    /** @return how many subscriptions the session had here */
    int unsubscribeAll(Session session) {
        int removed = 0;
        for (Map<Session, Set<String>> listeners : subscriptions.values()) {
            Set<String> ids = listeners.remove(session);
            removed += ids == null ? 0 : ids.size();
        }
        return removed;
    }

    /** The sessions that subscribed to {@code event}: each is told once, however many subscriptions it has. */
    Collection<Session> listeners(String event) {
        Map<Session, Set<String>> listeners = subscriptions.get(event);
        return listeners == null ? List.of() : List.copyOf(listeners.keySet());
    }

    /** The server itself; never held, never released. */
    static final class ServerManager extends MediaObject {
        static final String ID = "manager_ServerManager";

        ServerManager() {
            super(ID, ObjectType.SERVER_MANAGER);
        }
    }

    static final class Pipeline extends MediaObject {
        private final MediaPipeline media;
        private final Set<MediaEndpoint> children = new LinkedHashSet<>();

        Pipeline(MediaPipeline media) {
            super(idOf(media), ObjectType.MEDIA_PIPELINE);
            this.media = media;
        }

        MediaPipeline media() {
            return media;
        }

        Set<MediaEndpoint> children() {
            return children;
        }

        static String idOf(MediaPipeline media) {
            return media.id() + "_" + ObjectType.MEDIA_PIPELINE.qualifiedName();
        }
    }

    static final class MediaEndpoint extends MediaObject {
        private final Endpoint media;
        private final Pipeline parent;

        MediaEndpoint(Endpoint media, Pipeline parent) {
            super(idOf(media), typeOf(media));
            this.media = media;
            this.parent = parent;
        }

        Endpoint media() {
            return media;
        }

        Pipeline parent() {
            return parent;
        }

        static String idOf(Endpoint media) {
            return Pipeline.idOf(media.pipeline()) + "/" + media.id() + "_"
                    + typeOf(media).qualifiedName();
        }

        private static ObjectType typeOf(Endpoint media) {
            return media instanceof RtpEndpoint ? ObjectType.RTP_ENDPOINT : ObjectType.WEB_RTC_ENDPOINT;
        }
    }
}
