package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.MediaServerException;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.ServerLost;
import dev.sightline.gateway.stream.StreamEvent.ServerReturned;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * One camera's life, from the first wish to the end. It feeds what happens to {@link StreamMachine}, keeps the state that
 * comes out, and does what is to be done. Safe for any thread: the work is done one piece after the other.
 */
public final class Stream {
    private static final Logger log = LoggerFactory.getLogger(Stream.class);

    private final CameraConfig camera;
    private final StreamSettings settings;
    private final StreamMachine machine;
    private final ReturnPath returnPath;
    private final SourceSide sourceSide;
    private final Mailbox mailbox;
    private final SecretIds ids;
    private final StreamObserver observer;
    private final Commands commands = new Commands();
    private final Liveness liveness;
    private final List<ViewerWatch> watches = new ArrayList<>();
    private final Disposable.Swap grace = Disposables.swap();
    private final Disposable.Swap call = Disposables.swap();
    private final Disposable.Swap patience = Disposables.swap();
    private Optional<PendingOffer> pendingOffer = Optional.empty();
    private Optional<Source> candidate = Optional.empty();
    private boolean closed;
    private volatile StreamState state;

    Stream(
            CameraConfig camera,
            StreamSettings settings,
            ReturnPath returnPath,
            MediaServer server,
            Scheduler scheduler,
            SecretIds ids,
            StreamObserver observer) {
        this.camera = camera;
        this.settings = settings;
        this.returnPath = returnPath;
        this.ids = ids;
        this.observer = observer;
        this.machine = new StreamMachine(camera.profile(), returnPath);
        this.sourceSide = new SourceSide(server, settings);
        this.mailbox = new Mailbox(scheduler, settings.maxEventsQueued());
        this.state = StreamState.idle(camera.id());
        this.liveness = new Liveness(settings.keepalive());
        mailbox.every(settings.keepalive(), this::checkLiveness);
    }

    private record PendingOffer(String sessionId, MonoSink<SessionAnswer> sink) {}

    public CameraConfig camera() {
        return camera;
    }

    public StreamState state() {
        return state;
    }

    /** The camera offers. Fails with {@link StreamException}. */
    public Mono<SessionAnswer> offer(OfferedMedia media, InetAddress source) {
        return Mono.<SessionAnswer>create(sink -> {
            liveness.seenAt(source);
            String sessionId = ids.next();
            boolean taken = mailbox.offer(() -> {
                supersede();
                pendingOffer = Optional.of(new PendingOffer(sessionId, sink));
                happen(new CameraOffered(sessionId, media, source));
            });
            if (!taken) {
                sink.error(overloaded("camera's offer"));
            }
        });
    }

    /** The camera says that it lives. */
    public KeepAlive keepAlive(String sessionId) {
        StreamState now = state;
        if (!now.hasSession(sessionId)) {
            return new KeepAlive.Unknown(Optional.of(now.remark()).filter(remark -> !remark.isEmpty()));
        }
        liveness.seen();
        return now.phase() == StreamState.Phase.RENEGOTIATING
                ? new KeepAlive.Again(now.remark())
                : new KeepAlive.Alive();
    }

    /** The camera ends its session; answers whether there was one with this id. */
    public boolean end(String sessionId) {
        boolean known = state.hasSession(sessionId);
        if (known) {
            mailbox.put(() -> happen(new SessionEnded(sessionId, false)));
        }
        return known;
    }

    /** Waits for a command to the camera; empty when none came in time. Counts as a sign of life all the while. */
    public Mono<CameraCommand> nextCommand(Duration wait) {
        return Mono.defer(() -> {
            liveness.pollBegan();
            return commands.next(wait).doFinally(signal -> liveness.pollEnded());
        });
    }

    /** The camera was seen at this address, whatever it asked for. */
    public void seenAt(InetAddress address) {
        liveness.seenAt(address);
    }

    /** A viewer wants to watch. What comes of it is told to {@code listener}, on a thread that must not wait. */
    public Watch watch(SessionDescription offer, Consumer<WatchEvent> listener) {
        ViewerWatch watch = new ViewerWatch(ids.next().substring(0, 12), offer, listener, this, settings);
        if (!mailbox.offer(() -> join(watch))) {
            dropped("viewer");
            mailbox.put(() -> watch.end(
                    new WatchEvent.Refused(Code.OVERLOADED, "too much waits for this camera; try again soon")));
        }
        return watch;
    }

    /** A probe looked at the wire. */
    public void verdict(Verdict verdict, String evidence) {
        if (!mailbox.offer(() -> happen(new VerdictReached(verdict, evidence)))) {
            dropped("verdict");
        }
    }

    /** What the media server counted of the camera's streams; empty when it sends none. */
    public Mono<List<StreamFigures>> figures() {
        return Mono.<Mono<List<StreamFigures>>>create(sink -> {
                    boolean taken = mailbox.offer(() -> sink.success(sourceSide
                            .source()
                            .map(source -> source.endpoint().figures())
                            .orElseGet(() -> Mono.just(List.of()))));
                    if (!taken) {
                        sink.error(overloaded("question for figures"));
                    }
                })
                .flatMap(figures -> figures);
    }

    void serverLost(String reason) {
        mailbox.put(() -> happen(new ServerLost(reason)));
    }

    void serverReturned() {
        mailbox.put(() -> happen(new ServerReturned()));
    }

    /** Ends the stream for good; completes when everybody was told. */
    Mono<Void> close() {
        return Mono.create(sink -> mailbox.put(() -> {
            closed = true;
            new ArrayList<>(watches).forEach(watch -> watch.end(new WatchEvent.Stopped("the gateway ends")));
            if (state.session().isPresent()) {
                commands.tell(new CameraCommand.Stop());
            }
            fail(new StreamException(Code.CLOSED, "the gateway ends"));
            sourceSide.releaseAll();
            sink.success();
            mailbox.close();
        }));
    }

    Mailbox mailbox() {
        return mailbox;
    }

    void dropped(String what) {
        observer.dropped(camera.id(), what);
    }

    private StreamException overloaded(String what) {
        dropped(what);
        return new StreamException(Code.OVERLOADED, "too much waits for this camera; try again in a second");
    }

    private void join(ViewerWatch watch) {
        if (watches.size() >= settings.maxViewersPerCamera()) {
            watch.end(new WatchEvent.Refused(
                    Code.TOO_MANY_VIEWERS,
                    "camera " + camera.id() + " has " + watches.size() + " viewers, which is the most allowed"));
            return;
        }
        watches.add(watch);
        viewersChanged();
        sourceSide.source().ifPresent(watch::begin);
        if (watch.isWaiting()) {
            mailbox.later(settings.cameraAnswer(), () -> giveUp(watch));
        }
    }

    private void giveUp(ViewerWatch watch) {
        if (watch.isWaiting()) {
            watch.end(new WatchEvent.Stopped("the camera was asked to begin, and did not"));
        }
    }

    /** A watch is over; its endpoint is let go. */
    void left(ViewerWatch watch) {
        if (watches.remove(watch)) {
            watch.release();
            viewersChanged();
        }
    }

    /** A viewer's endpoint is there; the source may have changed while it was made. */
    void connected(ViewerWatch watch) {
        sourceSide.source().ifPresent(source -> move(watch, source));
    }

    private void viewersChanged() {
        if (!closed) {
            happen(new ViewersChanged(watches.size(), ids.next(), knownAddress()));
        }
    }

    private Optional<InetAddress> knownAddress() {
        return liveness.address().or(() -> camera.addresses().stream().findFirst());
    }

    private void happen(StreamEvent event) {
        if (closed) {
            return;
        }
        StreamState before = state;
        StreamMachine.Step step = machine.on(before, event);
        state = step.state();
        logChange(before, step.state(), event);
        step.actions().forEach(this::perform);
        observer.passed(event.getClass().getSimpleName(), before, step.state());
    }

    private void logChange(StreamState before, StreamState after, StreamEvent event) {
        if (before.phase() != after.phase()) {
            log.info(
                    "camera {}: {} → {} by {}{}",
                    camera.id(),
                    before.phase(),
                    after.phase(),
                    event.getClass().getSimpleName(),
                    after.remark().isEmpty() ? "" : " (" + after.remark() + ")");
        } else if (!before.remark().equals(after.remark()) && !after.remark().isEmpty()) {
            log.warn("camera {}: {}", camera.id(), after.remark());
        }
    }

    private void perform(StreamAction action) {
        if (action instanceof StreamAction.Negotiate) {
            state.session().ifPresent(session -> negotiate(session, state.negotiation()));
        } else if (action instanceof StreamAction.Adopt adopt) {
            adopt(adopt.answer());
        } else if (action instanceof StreamAction.Tell tell) {
            commands.tell(tell.command());
        } else if (action instanceof StreamAction.Withdraw) {
            commands.withdraw();
        } else if (action instanceof StreamAction.RefuseCamera refusal) {
            fail(refusal.reason());
        } else if (action instanceof StreamAction.ReleaseSource) {
            sourceSide.releaseSource();
        } else if (action instanceof StreamAction.ReleaseAll) {
            candidate = Optional.empty();
            sourceSide.releaseAll();
        } else if (action instanceof StreamAction.ForgetAll) {
            candidate = Optional.empty();
            sourceSide.forget();
            watches.forEach(ViewerWatch::forget);
        } else if (action instanceof StreamAction.EndViewers end) {
            endWatches(
                    end.code() == Code.CAMERA_UNAVAILABLE
                            ? new WatchEvent.Stopped(end.reason())
                            : new WatchEvent.Refused(end.code(), end.reason()));
        } else if (action instanceof StreamAction.RestartViewers restart) {
            endWatches(new WatchEvent.Restart(restart.reason()));
        } else if (action instanceof StreamAction.AwaitCamera) {
            long negotiation = state.negotiation();
            call.update(mailbox.later(settings.cameraAnswer(), () -> happen(new CallTimedOut(negotiation))));
        } else if (action instanceof StreamAction.AwaitViewers) {
            grace.update(mailbox.later(settings.viewerGrace(), () -> happen(new GraceEnded())));
        } else if (action instanceof StreamAction.AwaitBetterVerdict await) {
            awaitBetter(await.verdict());
        }
    }

    private void awaitBetter(Verdict verdict) {
        Duration time = verdict == Verdict.TRAPPED ? settings.trappedPatience() : settings.silentPatience();
        long negotiation = state.negotiation();
        patience.update(mailbox.later(time, () -> happen(new PatienceEnded(negotiation, verdict))));
    }

    /** The watches' own goodbye changes the state again: after this event, not in its middle. */
    private void endWatches(WatchEvent lastWord) {
        List<ViewerWatch> ending = List.copyOf(watches);
        mailbox.put(() -> ending.forEach(watch -> watch.end(lastWord)));
    }

    private void negotiate(CameraSession session, long negotiation) {
        if (session.policy() == ReturnPathPolicy.SERVER_ADDRESS) {
            log.warn(
                    "camera {}: the return path server-address puts an address of the server into the offer; Linux routes"
                            + " feedback to it over lo, and the camera will get none. Prefer camera-address or comedia",
                    camera.id());
        }
        String offer;
        try {
            offer = returnPath.offer(session, negotiation).toString();
        } catch (SdpException e) {
            String why = String.valueOf(e.getMessage());
            mailbox.put(() -> happen(new NegotiationFailed(negotiation, new StreamException(Code.BAD_OFFER, why))));
            return;
        }
        sourceSide
                .negotiate(offer, session.media(), event -> mediaHappened(negotiation, event))
                .subscribe(
                        made -> mailbox.put(() -> negotiated(session, negotiation, made)),
                        error -> mailbox.put(() -> {
                            sourceSide.forgetFailedPipeline();
                            happen(new NegotiationFailed(negotiation, explained(error)));
                        }));
    }

    private void negotiated(CameraSession session, long negotiation, Source made) {
        if (closed || negotiation != state.negotiation()) {
            SourceSide.quietly(made.endpoint().release());
            return;
        }
        try {
            CameraAnswer answer =
                    CameraAnswer.of(made.endpoint().answer(), session, camera.profile(), settings.announced());
            candidate = Optional.of(made);
            happen(new Negotiated(negotiation, answer.text(), answer.passive()));
        } catch (SdpException e) {
            SourceSide.quietly(made.endpoint().release());
            happen(new NegotiationFailed(
                    negotiation,
                    new StreamException(
                            Code.MEDIA_SERVER_REFUSED, "the media server's answer cannot be read: " + e.getMessage())));
        }
    }

    private void adopt(String answer) {
        Source next = candidate.orElseThrow(() -> new IllegalStateException("nothing was negotiated"));
        candidate = Optional.empty();
        liveness.seen();
        Optional<Source> former = sourceSide.adopt(next);
        if (former.isPresent() && !former.get().media().sameCodecsAs(next.media())) {
            endWatches(new WatchEvent.Restart("the camera changed its codec"));
        } else {
            watches.forEach(watch -> move(watch, next));
        }
        former.ifPresent(old -> SourceSide.quietly(old.endpoint().release()));
        List.copyOf(watches).stream().filter(ViewerWatch::isWaiting).forEach(watch -> watch.begin(next));
        pendingOffer.ifPresent(offer -> offer.sink().success(new SessionAnswer(offer.sessionId(), answer)));
        pendingOffer = Optional.empty();
    }

    private void move(ViewerWatch watch, Source source) {
        watch.moveTo(source)
                .subscribe(
                        nothing -> {},
                        error -> mailbox.put(() -> watch.end(new WatchEvent.Restart(
                                "the picture could not follow the camera: " + error.getMessage()))));
    }

    private void mediaHappened(long negotiation, MediaEvent event) {
        if (event instanceof MediaEvent.FlowChanged flow && flow.mediaType().equals("VIDEO")) {
            mailbox.put(() -> happen(new FlowChanged(negotiation, flow.flowing())));
        } else if (event instanceof MediaEvent.Failed failed) {
            log.warn("camera {}: the media server reports {}: {}", camera.id(), failed.code(), failed.description());
        }
    }

    private void checkLiveness() {
        Optional<CameraSession> session = state.session();
        if (session.isEmpty()) {
            return;
        }
        boolean sends = state.flowing() && session.get().speaksFirst() == SpeaksFirst.GATEWAY;
        boolean busy = state.phase() == StreamState.Phase.NEGOTIATING || commands.isPending();
        if (sends || busy) {
            liveness.seen();
        }
        if (liveness.isOver()) {
            happen(new SessionEnded(session.get().id(), true));
        }
    }

    private void supersede() {
        fail(new StreamException(Code.SUPERSEDED, "a later offer of this camera took the place of this one"));
    }

    private void fail(StreamException reason) {
        pendingOffer.ifPresent(offer -> offer.sink().error(reason));
        pendingOffer = Optional.empty();
    }

    static StreamException explained(Throwable error) {
        if (error instanceof StreamException known) {
            return known;
        }
        if (error instanceof SdpException) {
            return new StreamException(
                    Code.MEDIA_SERVER_REFUSED, "the media server's answer cannot be read: " + error.getMessage());
        }
        Code code = error instanceof MediaServerException media
                ? switch (media.kind()) {
                    case DOWN, TIMED_OUT, GONE -> Code.MEDIA_SERVER_DOWN;
                    case OVERLOADED -> Code.OVERLOADED;
                    case BAD_DESCRIPTION -> Code.BAD_OFFER;
                    case NO_RESOURCES, REFUSED -> Code.MEDIA_SERVER_REFUSED;
                }
                : Code.MEDIA_SERVER_REFUSED;
        return new StreamException(code, String.valueOf(error.getMessage()));
    }
}
