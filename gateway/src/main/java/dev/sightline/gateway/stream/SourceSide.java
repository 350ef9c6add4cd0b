package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.Network;
import dev.sightline.gateway.media.CameraEndpoint;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaPipeline;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** What a stream has on the media server: its pipeline, and the endpoint that the camera sends to. Used by its mailbox only. */
final class SourceSide {
    private static final Logger log = LoggerFactory.getLogger(SourceSide.class);

    private final MediaServer server;
    private final StreamSettings settings;
    private final List<Network> networks;
    private Optional<Mono<MediaPipeline>> pipeline = Optional.empty();
    private Optional<Source> source = Optional.empty();
    private Optional<Source> former = Optional.empty();

    /** @param networks where the camera's media may come from; from anywhere when empty */
    SourceSide(MediaServer server, StreamSettings settings, List<Network> networks) {
        this.networks = networks;
        this.server = server;
        this.settings = settings;
    }

    /**
     * The endpoint that is shown to viewers.
     *
     * @param offer what the media server was given on the camera's behalf
     * @param description its answer, which says what the camera sends
     */
    record Source(
            MediaPipeline pipeline,
            CameraEndpoint endpoint,
            OfferedMedia media,
            String offer,
            SessionDescription description) {}

    Optional<Source> source() {
        return source;
    }

    /** Makes an endpoint for the offer; it is not shown to anyone before {@link #adopt}. */
    Mono<Source> negotiate(String offer, OfferedMedia media, Consumer<MediaEvent> events) {
        Mono<MediaPipeline> mine =
                pipeline.orElseGet(() -> server.createPipeline().cache());
        pipeline = Optional.of(mine);
        return mine.flatMap(made -> made.receive(
                        offer,
                        settings.bandwidth().minKbps(),
                        settings.bandwidth().maxKbps(),
                        networks,
                        events)
                .flatMap(endpoint -> described(made, endpoint, media, offer)));
    }

    /** An endpoint whose answer cannot be read is of no use to anyone. */
    private static Mono<Source> described(
            MediaPipeline pipeline, CameraEndpoint endpoint, OfferedMedia media, String offer) {
        try {
            return Mono.just(new Source(pipeline, endpoint, media, offer, SessionDescription.parse(endpoint.answer())));
        } catch (RuntimeException e) {
            quietly(endpoint.release());
            return Mono.error(e);
        }
    }

    /** A pipeline that could not be made is tried anew by the next negotiation. */
    void forgetFailedPipeline() {
        if (source.isEmpty()) {
            pipeline.ifPresent(made -> quietly(made.flatMap(MediaPipeline::release)));
            pipeline = Optional.empty();
        }
    }

    /** From now on {@code next} is shown; what was shown before is kept until {@link #releaseFormer}, and given back. */
    Optional<Source> adopt(Source next) {
        releaseFormer();
        former = source;
        source = Optional.of(next);
        return former;
    }

    /** What was shown before is shown again; what took its place is let go. */
    Optional<Source> showFormer() {
        if (former.isPresent()) {
            release(source);
            source = former;
            former = Optional.empty();
        }
        return source;
    }

    void releaseFormer() {
        release(former);
        former = Optional.empty();
    }

    void releaseSource() {
        releaseFormer();
        release(source);
        source = Optional.empty();
    }

    void releaseAll() {
        former = Optional.empty();
        source = Optional.empty();
        pipeline.ifPresent(made -> quietly(made.flatMap(MediaPipeline::release)));
        pipeline = Optional.empty();
    }

    /** The media server has lost everything by itself. */
    void forget() {
        former = Optional.empty();
        source = Optional.empty();
        pipeline = Optional.empty();
    }

    private static void release(Optional<Source> source) {
        source.ifPresent(old -> quietly(old.endpoint().release()));
    }

    static void quietly(Mono<Void> release) {
        release.subscribe(nothing -> {}, error -> log.debug("a release failed: {}", error.toString()));
    }
}
