package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.door.Gate.Keys;
import dev.sightline.gateway.access.store.AuditLog;
import dev.sightline.gateway.access.store.TokenStore;
import dev.sightline.gateway.access.store.UserStore;
import dev.sightline.gateway.config.AccessConfig;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.files.OwnDirectory;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import dev.sightline.gateway.security.TrustedHosts;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.Unfinished;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRoutes;

/** Access control as a whole: what it has open is closed with it. */
public final class AccessControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessControl.class);
    private static final int WORKERS = 2;
    private static final int WAITING = 16;
    /** The rest is for who comes from where they have signed in before. */
    private static final int UNFAMILIAR = WORKERS * WAITING * 3 / 4;

    private static final long REFRESH_SECONDS = 2;
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration LINK_LIFE = Duration.ofHours(1);

    private final Gate gate;
    private final TrustedHosts hosts;
    private final AccessConfig config;
    private final Optional<Room> room;
    private final List<WatchedStore<?>> stores;

    private AccessControl(AccessConfig config, TrustedHosts hosts, Gate gate, Optional<Room> room) {
        this.config = config;
        this.hosts = hosts;
        this.gate = gate;
        this.room = room;
        this.stores = room.map(open -> List.<WatchedStore<?>>of(
                        WatchedStore.of(open.keys().users()),
                        WatchedStore.of(open.keys().tokens())))
                .orElse(List.of());
    }

    /**
     * Opens it; reads files, so it belongs to the start and not on an event loop.
     *
     * @throws IOException when a file of its directory cannot be used, or another account may write there
     */
    public static AccessControl open(AccessConfig config, TrustedHosts hosts, RateLimits rates, MeterRegistry registry)
            throws IOException {
        if (!config.required()) {
            return new AccessControl(config, hosts, Gate.open(hosts), Optional.empty());
        }
        Path directory = config.directory().orElseThrow(() -> new IOException("access.directory is missing"));
        OwnDirectory.check("access.directory", directory, WayRules.of(ProcessUser.current()));
        Clock clock = Clock.systemUTC();
        Keys keys = new Keys(
                new UserStore(directory),
                new TokenStore(directory),
                new Sessions(config.sessions(), clock),
                Tickets.in(directory, config.ticketLife()));
        keys.users().refresh();
        keys.tokens().refresh();
        Gate gate = new Gate(Optional.of(keys), hosts, clock);
        Familiar familiar = new Familiar(clock);
        Memory memory = Memory.open(directory, keys.sessions(), familiar, keys.users());
        Scheduler worker = Schedulers.newBoundedElastic(WORKERS, WAITING, "access", 60, true);
        Room room = new Room(
                gate,
                keys,
                new OneTimeLinks(clock),
                new LoginThrottle(rates, familiar),
                memory,
                new AuditLog(directory, config.audit(), new AuditLines()),
                worker,
                new Turns(UNFAMILIAR),
                registry);
        FunctionCounter.builder("sightline.audit.lost", room.log(), AuditLog::lost)
                .description("Events that could not be written into the audit log")
                .register(registry);
        AccessControl control = new AccessControl(config, hosts, gate, Optional.of(room));
        Gauge.builder("sightline.access.sessions", keys.sessions(), Sessions::count)
                .description("Sessions of users who are signed in")
                .register(registry);
        worker.schedulePeriodically(control::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
        return control;
    }

    public Gate gate() {
        return gate;
    }

    /** What whoever runs the gateway has to see on the page until it is mended. */
    public List<String> notices() {
        return Stream.of(
                        room.flatMap(open -> open.log().trouble()).stream(),
                        room.stream().flatMap(open -> open.memory().notices().stream()),
                        stores.stream().map(WatchedStore::trouble).flatMap(Optional::stream))
                .flatMap(notices -> notices)
                .toList();
    }

    /**
     * @param exists whether there is such a camera
     * @param unfinished what has arrived in part, from everybody
     */
    public Consumer<HttpServerRoutes> routes(Predicate<CameraId> exists, Unfinished unfinished) {
        return new AccessRoutes(hosts, room, exists, config.ticketLife(), unfinished);
    }

    /** What makes the first user, where there is none: the secret of a link that is good once, and not for long. */
    public Optional<String> setUpLink() {
        return room.filter(open -> open.keys().users().all().isEmpty())
                .map(open -> open.links().forFirstUser(config.setupLife()));
    }

    /** The secret of a link that signs a user in once; nothing where access control is switched off. */
    public Optional<String> signInLink(String user) {
        return room.map(open -> open.links().forUser(user, LINK_LIFE));
    }

    private void refresh() {
        room.ifPresent(open -> open.memory().tick());
        stores.forEach(WatchedStore::look);
    }

    @Override
    public void close() {
        room.ifPresent(open -> {
            open.worker()
                    .disposeGracefully()
                    .timeout(CLOSING, Mono.empty())
                    .onErrorComplete()
                    .block();
            open.worker().dispose();
            open.log().close();
            end(open.memory());
        });
    }

    private static void end(Memory memory) {
        try {
            memory.close();
        } catch (IOException e) {
            log.warn("the directory of access control is not let go: {}", e.getMessage());
        }
    }
}
