package dev.sightline.gateway.access.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sightline.gateway.access.store.Kept;
import dev.sightline.gateway.access.store.KeptPlace;
import dev.sightline.gateway.access.store.Secret;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Who has signed in from which address; so many at most, and not for ever. Of each stands a hash here. Any thread. */
final class Familiar {
    private static final Duration REMEMBERED = Duration.ofDays(30);
    /** When it was is known to the day: one who comes and goes all day is not written down each time. */
    private static final ChronoUnit UNIT = ChronoUnit.DAYS;

    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private final Cache<String, Instant> places = Caffeine.newBuilder()
            .maximumSize(Kept.MOST)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .build();

    Familiar(Clock clock) {
        this.clock = clock;
    }

    boolean knows(String account, InetAddress address) {
        Instant at = places.getIfPresent(hash(account, address));
        return at != null && clock.instant().isBefore(at.plus(REMEMBERED));
    }

    void add(String account, InetAddress address) {
        Instant today = clock.instant().truncatedTo(UNIT);
        if (!today.equals(places.asMap().put(hash(account, address), today))) {
            changes.incrementAndGet();
        }
    }

    /** How often there was something to be written down. */
    long changes() {
        return changes.get();
    }

    List<KeptPlace> kept() {
        return places.asMap().entrySet().stream()
                .limit(Kept.MOST)
                .map(place -> new KeptPlace(place.getKey(), place.getValue()))
                .toList();
    }

    /** Goes on with what an earlier process knew; what is said of the future was written by a wrong clock. */
    void restore(Collection<KeptPlace> kept) {
        Instant now = clock.instant();
        kept.stream()
                .filter(place ->
                        !place.at().isAfter(now) && now.isBefore(place.at().plus(REMEMBERED)))
                .forEach(place -> places.asMap().merge(place.hash(), place.at(), Familiar::later));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String hash(String account, InetAddress address) {
        return Secret.hash(account + "\n" + address.getHostAddress());
    }
}
