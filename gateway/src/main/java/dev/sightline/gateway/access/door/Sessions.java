package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptSession;
import dev.sightline.gateway.access.store.Secret;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.config.AccessConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who is signed in. A session's name is known to its browser only: here stands its hash. There are so many at most, of each
 * user and of all; the one that was used least recently makes room. Safe for any thread; it never waits for anything but this.
 */
final class Sessions {
    /** Of sessions that are over, it is remembered for how many why. */
    private static final int MOST_ENDED = 1000;
    /** How far the clock may have been set back since a session was written down. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final AccessConfig.Sessions bounds;
    private final Clock clock;
    /** The one that was used least recently first. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    private final Map<String, Ending> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ending> eldest) {
            return size() > MOST_ENDED;
        }
    };
    private long begins;
    private long ends;
    private long uses;

    /** @param password fingerprint of the one that was good when the session began: it ends when the password is another */
    record Session(String user, String password, Instant begun, Instant used) {}

    /** @param name for the cookie */
    record Opened(String name, Session session) {}

    /**
     * What tells whether there is something to be written down.
     *
     * @param begins how many sessions have begun so far
     * @param ends how many are over so far
     * @param uses how often one was used so far
     */
    record Counts(long begins, long ends, long uses) {}

    /** What there is to be written down. */
    record Snapshot(List<KeptSession> sessions, Counts counts) {}

    Sessions(AccessConfig.Sessions bounds, Clock clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /** Not for event loops: chance may have to be waited for. */
    Opened open(User user) {
        String name = Secret.random();
        Instant now = clock.instant();
        Session session = new Session(user.name(), user.password().fingerprint(), now, now);
        synchronized (this) {
            makeRoomFor(user.name());
            sessions.put(Secret.hash(name), session);
            begins++;
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
        Optional<Ending> over = over(session.begun(), session.used(), now);
        if (over.isPresent()) {
            sessions.remove(hash);
            end(hash, over.get());
            return Optional.empty();
        }
        Session used = new Session(session.user(), session.password(), session.begun(), now);
        sessions.remove(hash); // to be the last of all again
        sessions.put(hash, used);
        uses++;
        return Optional.of(used);
    }

    /** The session, without using it. */
    synchronized Optional<Session> look(String name) {
        return Optional.ofNullable(sessions.get(Secret.hash(name)))
                .filter(session ->
                        over(session.begun(), session.used(), clock.instant()).isEmpty());
    }

    synchronized void close(String name, Ending why) {
        String hash = Secret.hash(name);
        if (sessions.remove(hash) != null) {
            end(hash, why);
        }
    }

    synchronized void closeAllOf(String user, Ending why) {
        sessions.entrySet().removeIf(entry -> {
            boolean theirs = entry.getValue().user().equals(user);
            if (theirs) {
                end(entry.getKey(), why);
            }
            return theirs;
        });
    }

    synchronized int count() {
        return sessions.size();
    }

    /** Why a session is not there, for who has its cookie. */
    synchronized String whyOver(String name) {
        return ended.getOrDefault(Secret.hash(name), Ending.UNKNOWN).words(bounds);
    }

    synchronized Counts counts() {
        return new Counts(begins, ends, uses);
    }

    /** Those that were used last, so many as a file may have. It copies them all: {@link #counts} may tell that none need be. */
    synchronized Snapshot snapshot() {
        List<KeptSession> kept = sessions.entrySet().stream()
                .skip(Math.max(0, sessions.size() - Kept.MOST))
                .map(entry -> kept(entry.getKey(), entry.getValue()))
                .toList();
        return new Snapshot(kept, counts());
    }

    private static KeptSession kept(String hash, Session session) {
        return new KeptSession(hash, session.user(), session.password(), session.begun(), session.used());
    }

    /**
     * Goes on with those of an earlier process that are still good: within today's bounds, by a clock that has not been set
     * back, with a user who is still there and has the same password.
     *
     * @param passwords the fingerprint of each user's
     */
    synchronized void restore(Collection<KeptSession> kept, Function<String, Optional<String>> passwords) {
        Instant now = clock.instant();
        Map<String, Integer> ofUsers = new HashMap<>();
        Deque<KeptSession> good = new ArrayDeque<>();
        kept.stream().sorted(Comparator.comparing(KeptSession::used).reversed()).forEach(session -> {
            Optional<Ending> over = over(session, passwords.apply(session.user()), now);
            if (over.isPresent()) {
                end(session.hash(), over.get());
            } else if (good.size() < bounds.most()
                    && ofUsers.merge(session.user(), 1, Integer::sum) <= bounds.mostPerUser()) {
                good.addFirst(session);
            } else {
                end(session.hash(), Ending.CROWDED);
            }
        });
        good.forEach(session -> sessions.put(
                session.hash(), new Session(session.user(), session.password(), session.begun(), session.used())));
    }

    private Optional<Ending> over(KeptSession session, Optional<String> password, Instant now) {
        if (password.isEmpty()) {
            return Optional.of(Ending.USER);
        }
        if (!password.get().equals(session.password())) {
            return Optional.of(Ending.PASSWORD);
        }
        boolean inOrder =
                !session.begun().isAfter(session.used()) && !session.used().isAfter(now.plus(SKEW));
        return inOrder ? over(session.begun(), session.used(), now) : Optional.of(Ending.UNKNOWN);
    }

    private Optional<Ending> over(Instant begun, Instant used, Instant now) {
        if (!now.isBefore(begun.plus(bounds.life()))) {
            return Optional.of(Ending.LIFE);
        }
        return now.isBefore(used.plus(bounds.idle())) ? Optional.empty() : Optional.of(Ending.IDLE);
    }

    private void end(String hash, Ending why) {
        ended.put(hash, why);
        ends++;
    }

    private void makeRoomFor(String user) {
        Instant now = clock.instant();
        sessions.entrySet().removeIf(entry -> {
            Optional<Ending> over =
                    over(entry.getValue().begun(), entry.getValue().used(), now);
            over.ifPresent(why -> end(entry.getKey(), why));
            return over.isPresent();
        });
        long ofUser = sessions.values().stream()
                .filter(session -> session.user().equals(user))
                .count();
        Iterator<Map.Entry<String, Session>> leastRecent = sessions.entrySet().iterator();
        while (leastRecent.hasNext() && (ofUser >= bounds.mostPerUser() || sessions.size() >= bounds.most())) {
            Map.Entry<String, Session> candidate = leastRecent.next();
            boolean own = candidate.getValue().user().equals(user);
            if (own || ofUser < bounds.mostPerUser()) {
                end(candidate.getKey(), Ending.CROWDED);
                leastRecent.remove();
                ofUser -= own ? 1 : 0;
            }
        }
    }
}
