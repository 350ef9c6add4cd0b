package dev.sightline.cli;

import dev.sightline.gateway.config.Network;
import dev.sightline.gateway.media.CameraEndpoint;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaPipeline;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.media.ViewerEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A media server that answers every camera, and moves no packet. */
final class StillMediaServer implements MediaServer {
    private static final Description DESCRIPTION = new Description("ws://192.0.2.1:8888/kurento", "7.3.0", false);

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Optional<Description> description() {
        return Optional.of(DESCRIPTION);
    }

    @Override
    public Flux<Availability> availability() {
        return Flux.just(new Availability.Up(DESCRIPTION));
    }

    @Override
    public Mono<MediaPipeline> createPipeline() {
        return Mono.just(new Pipeline());
    }

    @Override
    public void close() {}

    private static final class Pipeline implements MediaPipeline {
        @Override
        public String id() {
            return "pipeline";
        }

        @Override
        public Mono<CameraEndpoint> receive(
                String offer, int minKbps, int maxKbps, List<Network> networks, Consumer<MediaEvent> events) {
            return Mono.just(new Camera(
                    offer.replace("a=sendonly", "a=recvonly").replace("a=direction:active", "a=direction:passive")));
        }

        @Override
        public Mono<ViewerEndpoint> send(CameraEndpoint source, String offer, Consumer<MediaEvent> events) {
            return Mono.never();
        }

        @Override
        public Mono<Void> release() {
            return Mono.empty();
        }
    }

    private record Camera(String answer) implements CameraEndpoint {
        @Override
        public String id() {
            return "camera";
        }

        @Override
        public Mono<List<StreamFigures>> figures() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Void> release() {
            return Mono.empty();
        }
    }
}
