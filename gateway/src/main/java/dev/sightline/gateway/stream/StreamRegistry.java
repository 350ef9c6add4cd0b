package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.CamerasConfig.Registration;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServer.Availability;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.security.limits.Source;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** All streams by camera. Safe for any thread. */
public final class StreamRegistry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamRegistry.class);
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    private static final int THREADS = 2;
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int LOOKS = 10;
    /** An agent that is back finds thousands of cameras as they were. */
    private static final int RETURNS_A_MINUTE = 20;

    private final GatewayConfig config;
    private final MediaServer server;
    private final StreamSettings settings;
    private final ReturnPath returnPath;
    private final SecretIds ids;
    private final StreamObserver observer;
    private final NegotiationListener listener;
    private final Winners winners;
    private final Scheduler scheduler = Schedulers.newParallel("stream", THREADS);
    private final LogPace returns = new LogPace(
            RETURNS_A_MINUTE,
            left -> events.info(
                    "verdicts that are again what they were before nobody could look: {} more lines within a minute"
                            + " were left out",
                    left));
    private final ConcurrentSkipListMap<CameraId, Stream> streams = new ConcurrentSkipListMap<>();
    private final List<Consumer<Stream>> whenForgotten = new CopyOnWriteArrayList<>();
    private final Places places;
    private final Disposable availability;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param listener is told each negotiation and its end
     * @param winners which policies were proven in an earlier life
     */
    public StreamRegistry(
            GatewayConfig config,
            MediaServer server,
            SecretIds ids,
            StreamObserver observer,
            NegotiationListener listener,
            Winners winners) {
        this.config = config;
        this.server = server;
        this.ids = ids;
        this.observer = observer;
        this.listener = listener;
        this.winners = winners;
        this.settings = StreamSettings.of(config);
        this.returnPath = new ReturnPath(config.returnPath());
        config.cameras().list().values().forEach(listed -> streams.put(listed.id(), stream(listed)));
        this.places = new Places(
                config.cameras().maxCameras() - streams.size(), config.limits().maxCamerasPerAddress());
        if (config.cameras().registration() == Registration.OPEN) {
            long look = config.cameras().forget().toMillis() / LOOKS;
            scheduler.schedulePeriodically(this::forgetQuiet, look, look, TimeUnit.MILLISECONDS);
        }
        this.availability = server.availability().subscribe(this::serverChanged);
    }

    public Optional<Stream> find(CameraId camera) {
        return Optional.ofNullable(streams.get(camera));
    }

    /** In the order of their ids. */
    public Collection<Stream> all() {
        return List.copyOf(streams.values());
    }

    /**
     * Makes a camera known that is not listed, if it is not. Where all places are taken, one that never had a session gives
     * way to it.
     *
     * @param source who asks for it
     */
    public Admission register(CameraConfig camera, Source source) {
        synchronized (places) {
            Stream known = streams.get(camera.id());
            if (known != null) {
                return new Admission.Known(known);
            }
            if (!places.hasRoomFor(source)) {
                return new Admission.NoPlace("limits.maxCamerasPerAddress is reached by cameras that are not listed and"
                        + " came from " + source.network().getHostAddress()
                        + "; list them, or list the address under limits.sharedAddresses where many share it");
            }
            if (!places.hasRoom()) {
                Optional<Stream> last = places.takeBack();
                if (last.isEmpty()) {
                    return new Admission.NoPlace("cameras.maxCameras is reached; list fewer, or raise it");
                }
                forget(
                        last.get(),
                        "all places of cameras that are not listed are taken, and this one, which never had a session,"
                                + " gave way to another; list it, and it stays");
            }
            Stream fresh = stream(camera);
            places.take(fresh, source);
            streams.put(camera.id(), fresh);
            return new Admission.Known(fresh);
        }
    }

    /** @param listener is told each stream that ended because its camera is known no longer, on a thread that must not wait */
    public void whenForgotten(Consumer<Stream> listener) {
        whenForgotten.add(listener);
    }

    private void forgetQuiet() {
        places.takeBackAfter(config.cameras().forget())
                .forEach(stream -> forget(stream, "the camera was silent for long, and is not known any more"));
    }

    /** Until it has ended nobody else can have its name. */
    private void forget(Stream stream, String why) {
        stream.close(why)
                .onErrorResume(problem -> {
                    log.error(
                            "camera {}: its stream did not end in order",
                            stream.camera().id(),
                            problem);
                    return Mono.empty();
                })
                .subscribe(nothing -> {}, problem -> log.error("a camera was not forgotten", problem), () -> {
                    streams.remove(stream.camera().id(), stream);
                    whenForgotten.forEach(listener -> listener.accept(stream));
                });
    }

    private Stream stream(CameraConfig camera) {
        return new Stream(camera, settings, returnPath, server, scheduler, ids, observer, returns, listener, winners);
    }

    /** Ends all streams; waits a bounded time. Not to be called on an event loop. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        availability.dispose();
        Flux.fromIterable(streams.values())
                .flatMap(stream -> stream.close("the gateway ends").onErrorComplete(problem -> {
                    log.error(
                            "camera {}: its stream did not end in order",
                            stream.camera().id(),
                            problem);
                    return true;
                }))
                .then()
                .timeout(CLOSING, Mono.empty())
                .block();
        scheduler.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
        returns.sayRest();
    }

    private void serverChanged(Availability now) {
        if (now instanceof Availability.Down down) {
            streams.values().forEach(stream -> stream.serverLost(down.reason()));
        } else {
            streams.values().forEach(Stream::serverReturned);
        }
    }
}
