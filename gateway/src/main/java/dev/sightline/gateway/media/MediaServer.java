package dev.sightline.gateway.media;

import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The media server: what moves the packets. Every call answers within a time-out, with a {@link MediaServerException}
 * when it fails; nothing here blocks the caller. Answers and events arrive on the media server's own event thread, which
 * must not be blocked either.
 */
public interface MediaServer extends AutoCloseable {
    /** Whether it can be used now. */
    boolean isUp();

    /** What was last known of it, for people: version, address; empty while it was never reached. */
    Optional<Description> description();

    /**
     * Its coming and going, the present state first. An {@link Availability.Up} after a {@link Availability.Down} is
     * another life: everything that was made before is gone.
     */
    Flux<Availability> availability();

    /** A pipeline for one camera and its viewers. */
    Mono<MediaPipeline> createPipeline();

    /** Lets go of everything that was made, and of the connection. Waits a bounded time; not to be called on an event loop. */
    @Override
    void close();

    /** @param uri where it is, without credentials */
    record Description(String uri, String version, boolean embedded) {}

    /** Whether the media server is there. */
    sealed interface Availability {
        record Up(Description server) implements Availability {}

        record Down(String reason) implements Availability {}
    }
}
