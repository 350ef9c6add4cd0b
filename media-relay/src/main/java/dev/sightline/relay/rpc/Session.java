package dev.sightline.relay.rpc;

import java.util.LinkedHashSet;
import java.util.Set;

/** One client's stay, which may outlive its sockets: the media objects that it keeps alive. */
final class Session {
    private final String id;
    private final Set<MediaObject> held = new LinkedHashSet<>();
    private int subscriptions;
    private long usedNanos;

    Session(String id, long nowNanos) {
        this.id = id;
        usedNanos = nowNanos;
    }

    String id() {
        return id;
    }

    Set<MediaObject> held() {
        return held;
    }

    int subscriptions() {
        return subscriptions;
    }

    void countSubscriptions(int change) {
        subscriptions += change;
    }

    void used(long nowNanos) {
        usedNanos = nowNanos;
    }

    long idleNanos(long nowNanos) {
        return nowNanos - usedNanos;
    }
}
