package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.Secret;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.config.AccessConfig;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in. A session's name is known to its browser only: here stands its hash. There are so many at most, of each
 * user and of all; the one that was used least recently makes room. Safe for any thread; it never waits for anything but this.
 */
final class Sessions {
    private final AccessConfig.Sessions bounds;
    private final Clock clock;
    private final Map<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param password the hash that was good when the session began: it ends when the password is another
     * @param csrf what requests that change something must show besides the cookie
     */
    record Session(String user, PasswordHash password, String csrf, Instant begun, Instant used) {}

    /** @param name for the cookie */
    record Opened(String name, Session session) {}

    Sessions(AccessConfig.Sessions bounds, Clock clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** Not for event loops: chance may have to be waited for. */
    Opened open(User user) {
        String name = Secret.random();
        Instant now = clock.instant();
        Session session = new Session(user.name(), user.password(), Secret.random(), now, now);
        synchronized (this) {
            makeRoomFor(user.name());
            sessions.put(Secret.hash(name), session);
        }
        return new Opened(name, session);
    }

    /** Finding a session is using it. */
    synchronized Optional<Session> find(String name) {
        String hash = Secret.hash(name);
        Session session = sessions.get(hash);
        if (session == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (isOver(session, now)) {
            sessions.remove(hash);
            return Optional.empty();
        }
        Session used = new Session(session.user(), session.password(), session.csrf(), session.begun(), now);
        sessions.put(hash, used);
        return Optional.of(used);
    }

    /** The session, without using it. */
    synchronized Optional<Session> look(String name) {
        return Optional.ofNullable(sessions.get(Secret.hash(name)))
                .filter(session -> !isOver(session, clock.instant()));
    }

    synchronized void close(String name) {
        sessions.remove(Secret.hash(name));
    }

    synchronized void closeAllOf(String user) {
        sessions.values().removeIf(session -> session.user().equals(user));
    }

    synchronized int count() {
        return sessions.size();
    }

    private boolean isOver(Session session, Instant now) {
        return !now.isBefore(session.begun().plus(bounds.life()))
                || !now.isBefore(session.used().plus(bounds.idle()));
    }

    private void makeRoomFor(String user) {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> isOver(session, now));
        long ofUser = sessions.values().stream()
                .filter(session -> session.user().equals(user))
                .count();
        Iterator<Session> leastRecent = sessions.values().iterator();
        while (leastRecent.hasNext() && (ofUser >= bounds.mostPerUser() || sessions.size() >= bounds.most())) {
            Session candidate = leastRecent.next();
            boolean own = candidate.user().equals(user);
            if (own || ofUser < bounds.mostPerUser()) {
                leastRecent.remove();
                ofUser -= own ? 1 : 0;
            }
        }
    }
}
