package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.Network;
import dev.sightline.gateway.media.CameraEndpoint;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaPipeline;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.media.ViewerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Answers with what a Kurento Media Server was recorded to answer, when the test says so, and writes down what it was asked. */
final class RecordedMediaServer implements MediaServer {
    final List<String> log = new CopyOnWriteArrayList<>();
    final Sinks.Many<Availability> availability = Sinks.many().replay().latest();
    private final AtomicInteger ids = new AtomicInteger();
    private final String viewerAnswer = resource("/sdp/viewer_answer.sdp");
    /** Completes the viewers' endpoints that were asked for. */
    volatile Mono<Void> viewersMay = Mono.empty();

    /** Completes the cameras' endpoints that are asked for from now on. */
    volatile Mono<Void> camerasMay = Mono.empty();

    /** What cameras' endpoints answer from now on. */
    volatile String cameraAnswer = resource("/sdp/camera_answer.sdp");

    final AtomicInteger camerasAsked = new AtomicInteger();
    /** Completes the moves of viewers that were asked for. */
    volatile Mono<Void> movesMay = Mono.empty();

    volatile Consumer<MediaEvent> lastViewerEvents = event -> {};
    volatile Consumer<MediaEvent> lastCameraEvents = event -> {};

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Optional<Description> description() {
        return Optional.empty();
    }

    @Override
    public Flux<Availability> availability() {
        return availability.asFlux();
    }

    @Override
    public Mono<MediaPipeline> createPipeline() {
        return Mono.fromSupplier(() -> new Pipeline(named("pipeline")));
    }

    @Override
    public void close() {
        availability.tryEmitComplete();
    }

    private String named(String kind) {
        String id = kind + ids.incrementAndGet();
        log.add("create " + id);
        return id;
    }

    private Mono<Void> done(String what) {
        return Mono.fromRunnable(() -> log.add(what));
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
                String offer, int min, int max, List<Network> networks, Consumer<MediaEvent> events) {
            return Mono.defer(() -> {
                camerasAsked.incrementAndGet();
                return camerasMay.then(Mono.fromSupplier(() -> {
                    lastCameraEvents = events;
                    return new Camera(named("camera"));
                }));
            });
        }

        @Override
        public Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events) {
            return Mono.defer(() -> {
                lastViewerEvents = events;
                ViewerEndpoint made = new Viewer(named("viewer"));
                log.add("offered " + (offer.contains("VP8") ? "uncut" : "aligned"));
                return viewersMay.thenReturn(made);
            });
        }

        @Override
        public Mono<Void> release() {
            return done("release " + id);
        }
    }

    private final class Camera implements CameraEndpoint {
        private final String id;

        Camera(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String answer() {
            return cameraAnswer;
        }

        @Override
        public Mono<List<StreamFigures>> figures() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Void> release() {
            return done("release " + id);
        }
    }

    private final class Viewer implements ViewerEndpoint {
        private final String id;

        Viewer(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String answer() {
            return viewerAnswer;
        }

        @Override
        public Mono<Void> addCandidate(Candidate candidate) {
            return done("candidate " + candidate.sdpMLineIndex() + " to " + id);
        }

        @Override
        public Mono<Void> connectTo(CameraEndpoint source) {
            return done("connect " + source.id() + " to " + id).then(movesMay);
        }

        @Override
        public Mono<List<StreamFigures>> figures() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Void> release() {
            return done("release " + id);
        }
    }

    static String resource(String name) {
        try (InputStream in = RecordedMediaServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
