package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServer.Availability;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** All streams by camera. Safe for any thread. */
public final class StreamRegistry implements AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final GatewayConfig config;
    private final MediaServer server;
    private final StreamSettings settings;
    private final ReturnPath returnPath;
    private final SecretIds ids;
    private final StreamObserver observer;
    private final NegotiationListener listener;
    private final Winners winners;
    private final Scheduler scheduler = Schedulers.newParallel("stream", THREADS);
    private final ConcurrentSkipListMap<CameraId, Stream> streams = new ConcurrentSkipListMap<>();
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
        config.cameras().list().values().forEach(this::register);
        this.availability = server.availability().subscribe(this::serverChanged);
    }

    public Optional<Stream> find(CameraId camera) {
        return Optional.ofNullable(streams.get(camera));
    }

    /** In the order of their ids. */
    public Collection<Stream> all() {
        return List.copyOf(streams.values());
    }

    /** The stream of a camera; made when it is new, unless there are as many as the configuration allows. */
    public Optional<Stream> register(CameraConfig camera) {
        Stream known = streams.get(camera.id());
        if (known != null) {
            return Optional.of(known);
        }
        if (streams.size() >= config.cameras().maxCameras()) {
            return Optional.empty();
        }
        return Optional.of(streams.computeIfAbsent(
                camera.id(),
                id -> new Stream(camera, settings, returnPath, server, scheduler, ids, observer, listener, winners)));
    }

    /** Ends all streams; waits a bounded time. Not to be called on an event loop. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        availability.dispose();
        Flux.fromIterable(streams.values())
                .flatMap(Stream::close)
                .then()
                .timeout(CLOSING, Mono.empty())
                .block();
        scheduler.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
    }

    private void serverChanged(Availability now) {
        if (now instanceof Availability.Down down) {
            streams.values().forEach(stream -> stream.serverLost(down.reason()));
        } else {
            streams.values().forEach(Stream::serverReturned);
        }
    }
}
