package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamException.Code;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What a stream's camera says to it and is told. Safe for any thread. */
public final class CameraSide {
    private static final Duration HANDING = Duration.ofSeconds(3);

    private final CameraConfig camera;
    private final StreamLife life;
    private final StreamActions actions;
    private final StreamParts parts;
    private final SecretIds ids;

    CameraSide(CameraConfig camera, StreamLife life, StreamActions actions, StreamParts parts, SecretIds ids) {
        this.camera = camera;
        this.life = life;
        this.actions = actions;
        this.parts = parts;
        this.ids = ids;
    }

    /** The camera offers, without a description of its own. Fails with {@link StreamException}. */
    public Mono<SessionAnswer> offer(OfferedMedia media, InetAddress address) {
        return offer(media, address, Optional.empty());
    }

    /**
     * The camera offers. Fails with {@link StreamException}.
     *
     * @param given from which {@code media} was read; shown to people, and used for nothing else
     */
    public Mono<SessionAnswer> offer(OfferedMedia media, InetAddress address, Optional<Exchange.Given> given) {
        return Mono.<SessionAnswer>create(sink -> {
            parts.liveness().seenAt(address);
            String sessionId = ids.next();
            boolean taken = parts.mailbox().offer(() -> {
                parts.waiting().await(sessionId, sink);
                parts.exchanges().offered(sessionId, media, address, given);
                life.happen(new CameraOffered(sessionId, media, address));
            });
            if (!taken) {
                parts.diary().dropped("camera's offer");
                sink.error(
                        new StreamException(Code.OVERLOADED, "too much waits for this camera; try again in a second"));
            }
        });
    }

    /**
     * An offer of the camera was refused before it came here: that is shown to people, and changes nothing.
     *
     * @param source from where it came
     * @param given as far as it was read
     * @param code a stable word
     * @param reason as the camera was told it
     */
    public void refused(InetAddress source, Optional<Exchange.Given> given, String code, String reason) {
        if (!parts.mailbox().offer(() -> parts.exchanges().refused(source, given, code, reason))) {
            parts.diary().dropped("refused offer");
        }
    }

    /** The camera says that it lives. */
    public KeepAlive keepAlive(String sessionId) {
        StreamState now = life.state();
        if (!now.hasSession(sessionId)) {
            return new KeepAlive.Unknown(Optional.of(now.remark()).filter(remark -> !remark.isEmpty()));
        }
        parts.liveness().seen();
        boolean offers = now.session()
                .filter(session -> session.speaksFirst() == SpeaksFirst.CAMERA)
                .isPresent();
        return offers && now.phase() == StreamState.Phase.RENEGOTIATING
                ? new KeepAlive.Again(now.remark())
                : new KeepAlive.Alive();
    }

    /** The camera ends its session; answers whether there was one with this id. */
    public boolean end(String sessionId) {
        boolean known = life.state().hasSession(sessionId);
        if (known) {
            parts.mailbox().put(() -> life.happen(new SessionEnded(sessionId, false)));
        }
        return known;
    }

    /**
     * Waits for a command to the camera; empty when none came in time. Counts as a sign of life all the while. A command
     * that the camera has not obeyed yet comes again when it asks on another line.
     */
    public Mono<CameraCommand> nextCommand(Duration wait, Line line) {
        return Mono.defer(() -> {
            parts.liveness().pollBegan();
            return parts.commands()
                    .next(wait, line)
                    .flatMap(this::prepared)
                    .doFinally(signal -> parts.liveness().pollEnded());
        });
    }

    /** A camera is handed its answer when its viewers are where it will send to; an answer that was withdrawn is not handed. */
    private Mono<CameraCommand> prepared(CameraCommand command) {
        if (!(command instanceof CameraCommand.PlayTo play)) {
            return Mono.just(command);
        }
        return Mono.<Mono<Void>>create(sink -> parts.mailbox().put(() -> {
                    if (parts.commands().holds(play)) {
                        life.happen(new AnswerTaken(play.sessionId()));
                        sink.success(actions.moving());
                    } else {
                        sink.success();
                    }
                }))
                .timeout(HANDING, Mono.just(Mono.empty()))
                .flatMap(moving -> moving.timeout(HANDING, Mono.empty()).thenReturn(command));
    }

    /** The camera was heard at this address, to which media may go. */
    public void seenAt(InetAddress address) {
        parts.liveness().seenAt(address);
    }

    /** Where it was last heard; a listed address goes before one that merely asked. */
    Optional<InetAddress> knownAddress() {
        Optional<InetAddress> seen = parts.liveness().address();
        return seen.filter(camera.addresses()::contains)
                .or(() -> camera.addresses().stream().findFirst())
                .or(() -> seen);
    }

    /** Ends a session whose camera was not heard for too long. To be called in the mailbox, now and then. */
    void checkLiveness() {
        Optional<CameraSession> session = life.state().session();
        if (session.isEmpty()) {
            return;
        }
        boolean flows = life.state().flowing()
                || life.state()
                        .healing()
                        .former()
                        .filter(Healing.Former::flowing)
                        .isPresent();
        boolean called = session.get().speaksFirst() == SpeaksFirst.GATEWAY
                && (flows || parts.commands().isPending());
        if (called || life.state().phase() == StreamState.Phase.NEGOTIATING) {
            parts.liveness().seen();
        }
        if (parts.liveness().isOver()) {
            life.happen(new SessionEnded(session.get().id(), true));
        }
    }
}
