package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.stream.CameraCommand.KeepAlive;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.ServerLost;
import dev.sightline.gateway.stream.StreamEvent.ServerReturned;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One camera's life, from the first wish to the end. It feeds what happens to {@link StreamMachine}, keeps the state that
 * comes out, and does what is to be done. Safe for any thread: the work is done one piece after the other.
 */
public final class Stream {
    private static final Duration HANDING = Duration.ofSeconds(3);

    private final CameraConfig camera;
    private final StreamSettings settings;
    private final SecretIds ids;
    private final StreamDiary diary;
    private final Agreement agreement;
    private final StreamLife life;
    private final Mailbox mailbox;
    private final SourceSide source;
    private final Watchers watchers;
    private final Commands commands = new Commands();
    private final Exchanges exchanges;
    private final WaitingCamera waiting = new WaitingCamera();
    private final Liveness liveness;
    private final StreamActions actions;

    Stream(
            CameraConfig camera,
            StreamSettings settings,
            ReturnPath returnPath,
            MediaServer server,
            Scheduler scheduler,
            SecretIds ids,
            StreamObserver observer,
            NegotiationListener listener,
            Winners winners) {
        this.camera = camera;
        this.settings = settings;
        this.ids = ids;
        this.diary = new StreamDiary(camera.id(), observer);
        this.agreement = new Agreement(camera.id(), listener);
        this.exchanges = new Exchanges(camera.id(), observer);
        this.life = new StreamLife(camera, returnPath, diary, exchanges, winners);
        this.source = new SourceSide(server, settings, settings.cameras().mediaNetworksOf(camera));
        this.mailbox = new Mailbox(scheduler, settings.maxEventsQueued());
        this.watchers = new Watchers(settings.maxViewersPerCamera(), camera.id().value(), this::viewersChanged);
        this.liveness = new Liveness(settings.keepalive());
        this.actions = new StreamActions(
                life,
                camera,
                settings,
                returnPath,
                new StreamActions.Parts(
                        source, watchers, waiting, commands, exchanges, liveness, agreement, diary, mailbox));
        life.begin(actions);
        mailbox.every(settings.keepalive(), this::checkLiveness);
    }

    public CameraConfig camera() {
        return camera;
    }

    public StreamState state() {
        return life.state();
    }

    /** What was done to mend its return path, the last few steps, oldest first. */
    public List<PastStep> past() {
        return diary.past();
    }

    /** How the verdict on its feedback went on, oldest first; the last one holds, or held when its session ended. */
    public List<PastVerdict> verdicts() {
        return diary.verdicts();
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
            liveness.seenAt(address);
            String sessionId = ids.next();
            boolean taken = mailbox.offer(() -> {
                waiting.await(sessionId, sink);
                exchanges.offered(sessionId, media, address, given);
                life.happen(new CameraOffered(sessionId, media, address));
            });
            if (!taken) {
                sink.error(overloaded("camera's offer"));
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
        if (!mailbox.offer(() -> exchanges.refused(source, given, code, reason))) {
            dropped("refused offer");
        }
    }

    /** The same of a viewer's offer. */
    public void refused(String viewersOffer, String code, String reason) {
        if (!mailbox.offer(
                () -> exchanges.viewer(exchanges.ofViewer(viewersOffer).failed(code, reason)))) {
            dropped("refused offer");
        }
    }

    /** The camera says that it lives. */
    public KeepAlive keepAlive(String sessionId) {
        StreamState now = life.state();
        if (!now.hasSession(sessionId)) {
            return new KeepAlive.Unknown(Optional.of(now.remark()).filter(remark -> !remark.isEmpty()));
        }
        liveness.seen();
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
            mailbox.put(() -> life.happen(new SessionEnded(sessionId, false)));
        }
        return known;
    }

    /**
     * Waits for a command to the camera; empty when none came in time. Counts as a sign of life all the while. A command
     * that the camera has not obeyed yet comes again when it asks on another line.
     */
    public Mono<CameraCommand> nextCommand(Duration wait, Line line) {
        return Mono.defer(() -> {
            liveness.pollBegan();
            return commands.next(wait, line).flatMap(this::prepared).doFinally(signal -> liveness.pollEnded());
        });
    }

    /** A camera is handed its answer when its viewers are where it will send to; an answer that was withdrawn is not handed. */
    private Mono<CameraCommand> prepared(CameraCommand command) {
        if (!(command instanceof CameraCommand.PlayTo play)) {
            return Mono.just(command);
        }
        return Mono.<Mono<Void>>create(sink -> mailbox.put(() -> {
                    if (commands.holds(play)) {
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
        liveness.seenAt(address);
    }

    /** A viewer wants to watch. What comes of it is told to {@code listener}, on a thread that must not wait. */
    public Watch watch(SessionDescription offer, Consumer<WatchEvent> listener) {
        ViewerWatch watch = new ViewerWatch(ids.next().substring(0, 12), offer, listener, this, exchanges, settings);
        if (!mailbox.offer(() -> join(watch))) {
            dropped("viewer");
            mailbox.put(() -> watch.end(
                    new WatchEvent.Refused(Code.OVERLOADED, "too much waits for this camera; try again soon")));
        }
        return watch;
    }

    /** A probe looked at the wire. What it says of another negotiation than the present one is stale and changes nothing. */
    public void verdict(NegotiationVerdict verdict) {
        if (!mailbox.offer(() -> life.happen(judged(verdict)))) {
            dropped("verdict");
        }
    }

    private VerdictReached judged(NegotiationVerdict verdict) {
        Finding finding = FirewallMarks.judge(verdict, actions.marks(), System.nanoTime());
        boolean delivered = verdict.finding().verdict() == Verdict.DELIVERED;
        return new VerdictReached(verdict.negotiation(), finding, verdict.age(), verdict.evidence(), delivered);
    }

    /** Nobody can look at the wire now, for this reason; it holds until a probe gives a verdict again. */
    public void unproven(String reason) {
        if (!mailbox.offer(() -> life.happen(new ProofLost(reason)))) {
            dropped("verdict");
        }
    }

    /** What the media server counted of the camera's streams; empty when it sends none. */
    public Mono<List<StreamFigures>> figures() {
        return Mono.<Mono<List<StreamFigures>>>create(sink -> {
                    boolean taken = mailbox.offer(() -> sink.success(source.source()
                            .map(shown -> shown.endpoint().figures())
                            .orElseGet(() -> Mono.just(List.of()))));
                    if (!taken) {
                        sink.error(overloaded("question for figures"));
                    }
                })
                .flatMap(figures -> figures);
    }

    void serverLost(String reason) {
        mailbox.put(() -> life.happen(new ServerLost(reason)));
    }

    void serverReturned() {
        mailbox.put(() -> life.happen(new ServerReturned()));
    }

    /** How long it has had no session and nothing was heard of its camera. */
    Duration quiet() {
        return life.state().session().isPresent() ? Duration.ZERO : liveness.quiet();
    }

    /** Whether it ever had a session that the media server answered. */
    boolean wasEstablished() {
        return life.wasEstablished();
    }

    /** Ends the stream for good; completes when everybody was told why. */
    Mono<Void> close(String why) {
        return Mono.create(sink -> mailbox.put(() -> {
            life.end();
            watchers.those().end(new WatchEvent.Stopped(why));
            actions.dropCandidate();
            if (life.state().session().isPresent()) {
                commands.tell(new CameraCommand.Stop());
            }
            waiting.refuse(new StreamException(Code.CLOSED, why));
            source.releaseAll();
            agreement.ends();
            sink.success();
            mailbox.close();
        }));
    }

    Mailbox mailbox() {
        return mailbox;
    }

    void dropped(String what) {
        diary.dropped(what);
    }

    private StreamException overloaded(String what) {
        dropped(what);
        return new StreamException(Code.OVERLOADED, "too much waits for this camera; try again in a second");
    }

    private void join(ViewerWatch watch) {
        if (!watchers.join(watch)) {
            return;
        }
        source.source().ifPresent(watch::begin);
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
        watchers.left(watch);
    }

    /** A viewer's endpoint is there; the source may have changed while it was made. */
    void connected(ViewerWatch watch) {
        source.source().ifPresent(shown -> watch.moveTo(shown).subscribe());
    }

    private void viewersChanged() {
        life.happen(new ViewersChanged(watchers.count(), ids.next(), knownAddress()));
    }

    /** A listed address goes before one that merely asked. */
    private Optional<InetAddress> knownAddress() {
        Optional<InetAddress> seen = liveness.address();
        return seen.filter(camera.addresses()::contains)
                .or(() -> camera.addresses().stream().findFirst())
                .or(() -> seen);
    }

    private void checkLiveness() {
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
        boolean called = session.get().speaksFirst() == SpeaksFirst.GATEWAY && (flows || commands.isPending());
        if (called || life.state().phase() == StreamState.Phase.NEGOTIATING) {
            liveness.seen();
        }
        if (liveness.isOver()) {
            life.happen(new SessionEnded(session.get().id(), true));
        }
    }
}
