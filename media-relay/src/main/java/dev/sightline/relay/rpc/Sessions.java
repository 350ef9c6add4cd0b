package dev.sightline.relay.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sessions that are known, and the socket that each is reached by. As with Kurento a session id is no secret and no
 * right: an unknown one comes to life when an object is created or used under it, and only {@code connect} refuses it.
 */
final class Sessions {
    /** Kurento's are 36 characters; a longer one than this would only fill memory. */
    private static final int MAX_ID = 64;

    private final RpcLimits limits;
    private final LongSupplier nanos;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, EventSink> sinks = new HashMap<>();

    Sessions(RpcLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** Where a session's events go. */
    interface EventSink {
        /** @param message one whole JSON text */
        void send(String message);
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** @throws RpcException {@link ErrorCode#NOT_ENOUGH_RESOURCES} when it is new and there are too many */
    Session obtain(String id) {
        Session known = sessions.get(id);
        if (known != null) {
            return known;
        }
        if (id.length() > MAX_ID) {
            throw new RpcException(ErrorCode.INVALID_SESSION, "Invalid session");
        }
        if (sessions.size() >= limits.sessions()) {
            throw RpcException.exhausted("sessions", limits.sessions());
        }
        Session session = new Session(id, nanos.getAsLong());
        sessions.put(id, session);
        return session;
    }

    void forget(Session session) {
        sessions.remove(session.id());
    }

    /** The latest socket that was answered under a session id gets its events. */
    void reachedBy(String id, EventSink sink) {
        sinks.put(id, sink);
    }

    /** A socket closed or went over to another session. */
    void unreachable(String id, EventSink sink) {
        if (sinks.remove(id, sink)) {
            find(id).ifPresent(session -> session.used(nanos.getAsLong()));
        }
    }

    Optional<EventSink> sink(Session session) {
        return Optional.ofNullable(sinks.get(session.id()));
    }

    /** Those without an open socket that were not used for as long as the limits say. */
    List<Session> idle() {
        long now = nanos.getAsLong();
        List<Session> idle = new ArrayList<>();
        for (Session session : sessions.values()) {
            if (!sinks.containsKey(session.id())
                    && session.idleNanos(now) >= limits.sessionIdle().toNanos()) {
                idle.add(session);
            }
        }
        return idle;
    }
}
