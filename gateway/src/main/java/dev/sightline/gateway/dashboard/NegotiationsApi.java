package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.negotiations.Explained;
import dev.sightline.gateway.negotiations.Explainer;
import dev.sightline.gateway.negotiations.Negotiations;
import dev.sightline.gateway.negotiations.Negotiations.Latest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What the page is told of a camera's negotiations. They are explained when somebody asks, and on a thread of its own: to
 * read a dozen descriptions takes longer than an event loop should be away.
 */
public final class NegotiationsApi implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/api/cameras/([^/]{1,64})/negotiations");
    private static final int WAITING = 64;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Negotiations negotiations;
    private final Explainer explainer;
    private final ObjectMapper json = new ObjectMapper();
    private final Scheduler thread = Schedulers.newBoundedElastic(1, WAITING, "explain");
    /** Versions are counted anew in each life of the gateway. */
    private final String life = UUID.randomUUID().toString();

    public NegotiationsApi(Negotiations negotiations, Explainer explainer) {
        this.negotiations = negotiations;
        this.explainer = explainer;
    }

    /** The camera whose negotiations are asked for; empty for another path. */
    static Optional<CameraId> camera(String path) {
        Matcher found = PATH.matcher(path);
        return found.matches() ? CameraId.parse(found.group(1)) : Optional.empty();
    }

    /** What is known of one camera at this moment. */
    Latest latest(CameraId camera) {
        return negotiations.of(camera);
    }

    /** Another one after each change; strong (RFC 9110, section 8.8.3). */
    String entityTag(Latest latest) {
        return '"' + life + '-' + latest.version() + '"';
    }

    /** The JSON document. Fails when too many wait for theirs. */
    Mono<byte[]> document(CameraId camera, Latest latest) {
        return Mono.fromCallable(() -> {
                    List<Explained> explained =
                            latest.kept().stream().map(explainer::explain).toList();
                    return json.writeValueAsBytes(NegotiationsView.of(camera, explained));
                })
                .subscribeOn(thread);
    }

    @Override
    public void close() {
        thread.disposeGracefully().timeout(CLOSING, Mono.empty()).block();
    }
}
