package dev.sightline.gateway;

import dev.sightline.gateway.config.Network;
import dev.sightline.gateway.media.CameraEndpoint;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaPipeline;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServerException;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.media.ViewerEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A media server that moves no packet and remembers what it was asked; it can be killed and brought back. */
public final class InMemoryMediaServer implements MediaServer {
    public static final Description DESCRIPTION = new Description("ws://192.0.2.1:8888/kurento", "7.3.0", false);

    private final Sinks.Many<Availability> availability =
            Sinks.many().replay().latestOrDefault(new Availability.Up(DESCRIPTION));
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile boolean up = true;
    private volatile UnaryOperator<Mono<ViewerEndpoint>> answering = UnaryOperator.identity();

    /** A viewer's endpoint as the test sees it. */
    public final class Viewer implements ViewerEndpoint {
        private final String id = "viewer-" + ids.incrementAndGet();
        private final String offer;
        private final Consumer<MediaEvent> events;
        private final List<Candidate> candidates = new CopyOnWriteArrayList<>();
        private volatile boolean released;

        private Viewer(String offer, Consumer<MediaEvent> events) {
            this.offer = offer;
            this.events = events;
        }

        public String offer() {
            return offer;
        }

        public List<Candidate> candidates() {
            return candidates;
        }

        public boolean isReleased() {
            return released;
        }

        public void found(String candidate) {
            events.accept(new MediaEvent.CandidateFound(new Candidate(candidate, "0", 0)));
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String answer() {
            return "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=" + id + "\r\nt=0 0\r\n";
        }

        @Override
        public Mono<Void> addCandidate(Candidate candidate) {
            return Mono.fromRunnable(() -> candidates.add(candidate));
        }

        @Override
        public Mono<Void> connectTo(CameraEndpoint source) {
            return Mono.empty();
        }

        @Override
        public Mono<List<StreamFigures>> figures() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Void> release() {
            return Mono.fromRunnable(() -> released = true);
        }
    }

    /** Every viewer's endpoint that was ever made, the oldest first. */
    public List<Viewer> viewers() {
        return viewers;
    }

    /** How viewers' endpoints come about from now on: late, never, with an error. */
    public void answering(UnaryOperator<Mono<ViewerEndpoint>> way) {
        answering = way;
    }

    public void die() {
        up = false;
        availability.tryEmitNext(new Availability.Down("killed by the test"));
    }

    public void comeBack() {
        up = true;
        availability.tryEmitNext(new Availability.Up(DESCRIPTION));
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public Optional<Description> description() {
        return Optional.of(DESCRIPTION);
    }

    @Override
    public Flux<Availability> availability() {
        return availability.asFlux();
    }

    @Override
    public Mono<MediaPipeline> createPipeline() {
        return Mono.defer(() -> up
                ? Mono.just(new Pipeline("pipeline-" + ids.incrementAndGet()))
                : Mono.error(new MediaServerException(MediaServerException.Kind.DOWN, "the media server is down")));
    }

    @Override
    public void close() {
        availability.tryEmitComplete();
    }

    private final class Pipeline implements MediaPipeline {
        private final String id;

        Pipeline(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Mono<CameraEndpoint> receive(
                String offer, int minKbps, int maxKbps, List<Network> networks, Consumer<MediaEvent> events) {
            return Mono.just(new Camera("camera-" + ids.incrementAndGet(), answerTo(offer)));
        }

        @Override
        public Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events) {
            return answering.apply(Mono.fromSupplier(() -> {
                Viewer viewer = new Viewer(offer, events);
                viewers.add(viewer);
                return viewer;
            }));
        }

        @Override
        public Mono<Void> release() {
            return Mono.fromRunnable(() -> viewers.forEach(viewer -> viewer.released = true));
        }
    }

    private record Camera(String id, String answer) implements CameraEndpoint {
        @Override
        public Mono<List<StreamFigures>> figures() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Void> release() {
            return Mono.empty();
        }
    }

    private static String answerTo(String offer) {
        return offer.replace("a=sendonly", "a=recvonly").replace("a=direction:active", "a=direction:passive");
    }
}
