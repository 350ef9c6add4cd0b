package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.store.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets that let somebody in once, and not for long. So many at most: the oldest makes room. Safe for any thread. */
final class OneTimeLinks {
    private static final int MOST = 16;

    private final Clock clock;
    private final Map<String, Link> links = new LinkedHashMap<>();

    /** @param user who it is for; empty for the first one, whom it makes */
    private record Link(Optional<String> user, Instant expires) {}

    OneTimeLinks(Clock clock) {
        this.clock = clock;
    }

    /** For who will be the first user. */
    String forFirstUser(Duration life) {
        return make(new Link(Optional.empty(), clock.instant().plus(life)));
    }

    String forUser(String user, Duration life) {
        return make(new Link(Optional.of(user), clock.instant().plus(life)));
    }

    /** Whom it lets in; it does so this once. */
    synchronized Optional<String> useForUser(String secret) {
        return take(secret, true).flatMap(Link::user);
    }

    /** Whether it makes the first user; it is used up by {@link #used(String)}, so that a password may be refused before. */
    synchronized boolean isForFirstUser(String secret) {
        return take(secret, false).filter(link -> link.user().isEmpty()).isPresent();
    }

    synchronized void used(String secret) {
        links.remove(Secret.hash(secret));
    }

    private Optional<Link> take(String secret, boolean remove) {
        String hash = Secret.hash(secret);
        Optional<Link> link = Optional.ofNullable(links.get(hash))
                .filter(known -> clock.instant().isBefore(known.expires()));
        if (remove && link.filter(known -> known.user().isPresent()).isPresent()) {
            links.remove(hash);
        }
        return link;
    }

    private synchronized String make(Link link) {
        if (links.size() >= MOST) {
            links.remove(links.keySet().iterator().next());
        }
        String secret = Secret.random();
        links.put(Secret.hash(secret), link);
        return secret;
    }
}
