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
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One camera's life, from the first wish to the end. It feeds what happens to {@link StreamMachine}, keeps the state that
 * comes out, and does what is to be done. Safe for any thread: the work is done one piece after the other.
 */
public final class Stream {
    private static final Logger log = LoggerFactory.getLogger(Stream.class);
    private static final Duration HANDING = Duration.ofSeconds(3);
    private static final int PAST_STEPS = 8;

    private final CameraConfig camera;
    private final StreamSettings settings;
    private final StreamMachine machine;
    private final SecretIds ids;
    private final StreamObserver observer;
    private final NegotiationListener listener;
    private final Winners winners;
    private final ReturnPathPolicy configured;
    private final Mailbox mailbox;
    private final SourceSide source;
    private final Watchers watchers;
    private final Commands commands = new Commands();
    private final Exchanges exchanges;
    private final WaitingCamera waiting = new WaitingCamera();
    private final Liveness liveness;
    private final StreamActions actions;
    private final Queue<StreamEvent> events = new ArrayDeque<>();
    private boolean agreed;
    private boolean closed;
    private volatile StreamState state;
    private volatile List<PastStep> past = List.of();
    private final PastVerdicts verdicts = new PastVerdicts();

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
        this.observer = observer;
        this.listener = listener;
        this.winners = winners;
        this.configured = returnPath.configured(camera.profile());
        this.exchanges = new Exchanges(camera.id(), observer);
        this.machine = new StreamMachine(camera.profile(), returnPath);
        this.source = new SourceSide(server, settings, settings.cameras().mediaNetworksOf(camera));
        this.mailbox = new Mailbox(scheduler, settings.maxEventsQueued());
        this.watchers = new Watchers(settings.maxViewersPerCamera(), camera.id().value(), this::viewersChanged);
        this.liveness = new Liveness(settings.keepalive());
        this.state = StreamState.idle(camera.id(), winners.of(camera.id(), configured));
        this.actions = new StreamActions(
                this,
                camera.profile(),
                settings,
                returnPath,
                new StreamActions.Parts(source, watchers, waiting, commands, exchanges, liveness, mailbox));
        mailbox.every(settings.keepalive(), this::checkLiveness);
    }

    public CameraConfig camera() {
        return camera;
    }

    public StreamState state() {
        return state;
    }

    /** What was done to mend its return path, the last few steps, oldest first. */
    public List<PastStep> past() {
        return past;
    }

    /** How the verdict on its feedback went on, oldest first; the last one holds, or held when its session ended. */
    public List<PastVerdict> verdicts() {
        return verdicts.all();
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
                happen(new CameraOffered(sessionId, media, address));
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
        StreamState now = state;
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
        boolean known = state.hasSession(sessionId);
        if (known) {
            mailbox.put(() -> happen(new SessionEnded(sessionId, false)));
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
                        happen(new AnswerTaken(play.sessionId()));
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
        if (!mailbox.offer(() -> happen(judged(verdict)))) {
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
        if (!mailbox.offer(() -> happen(new ProofLost(reason)))) {
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
        mailbox.put(() -> happen(new ServerLost(reason)));
    }

    void serverReturned() {
        mailbox.put(() -> happen(new ServerReturned()));
    }

    /** Ends the stream for good; completes when everybody was told. */
    Mono<Void> close() {
        return Mono.create(sink -> mailbox.put(() -> {
            closed = true;
            watchers.those().end(new WatchEvent.Stopped("the gateway ends"));
            actions.dropCandidate();
            if (state.session().isPresent()) {
                commands.tell(new CameraCommand.Stop());
            }
            waiting.refuse(new StreamException(Code.CLOSED, "the gateway ends"));
            source.releaseAll();
            agreedNoMore();
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

    /** The camera's present session has this offer and this answer of the media server. */
    void agreed(String offer, String answer) {
        agreed = true;
        StreamState now = state;
        listener.negotiated(new Negotiation(
                camera.id().value(), now.negotiation(), now.session().flatMap(CameraSession::address), offer, answer));
    }

    void agreedNoMore() {
        if (agreed) {
            agreed = false;
            listener.gone(camera.id());
        }
    }

    void report(HealingStep step) {
        log.atLevel(step.kind() == HealingStep.Kind.HEALED ? Level.INFO : Level.WARN)
                .log(
                        "camera {}: return path {}{} {}: {}",
                        step.camera(),
                        ReturnPath.word(step.from()),
                        step.to().map(to -> " → " + ReturnPath.word(to)).orElse(""),
                        step.kind().name().toLowerCase(Locale.ROOT),
                        step.why());
        List<PastStep> steps = new ArrayList<>(past);
        steps.add(new PastStep(Instant.now(), step));
        past = List.copyOf(steps.subList(Math.max(0, steps.size() - PAST_STEPS), steps.size()));
        observer.healing(step);
    }

    boolean isClosed() {
        return closed;
    }

    private void viewersChanged() {
        happen(new ViewersChanged(watchers.count(), ids.next(), knownAddress()));
    }

    /** A listed address goes before one that merely asked. */
    private Optional<InetAddress> knownAddress() {
        Optional<InetAddress> seen = liveness.address();
        return seen.filter(camera.addresses()::contains)
                .or(() -> camera.addresses().stream().findFirst())
                .or(() -> seen);
    }

    /** An event that comes of an action of another waits until that one is done with; a mistake ends only its own event. */
    void happen(StreamEvent event) {
        events.add(event);
        if (events.size() > 1) {
            return;
        }
        while (!events.isEmpty()) {
            try {
                step(events.element());
            } catch (RuntimeException problem) {
                log.error("camera {}: {} could not be dealt with", camera.id(), events.element(), problem);
            } finally {
                events.remove();
            }
        }
    }

    private void step(StreamEvent event) {
        if (closed) {
            return;
        }
        StreamState before = state;
        Step step = machine.on(before, event);
        state = step.state();
        boolean reported = step.actions().stream().anyMatch(StreamAction.Report.class::isInstance);
        logChange(before, step.state(), event, reported);
        step.actions().forEach(action -> action.accept(actions));
        remember(before, step.state());
        verdicts.passed(before, step.state());
        exchanges.passed(event, before, step.state());
        observer.passed(event.getClass().getSimpleName(), before, step.state());
    }

    private void logChange(StreamState before, StreamState after, StreamEvent event, boolean reported) {
        if (before.phase() != after.phase()) {
            log.info(
                    "camera {}: {} → {} by {}{}",
                    camera.id(),
                    before.phase(),
                    after.phase(),
                    event.getClass().getSimpleName(),
                    after.remark().isEmpty() || reported ? "" : " (" + after.remark() + ")");
        } else if (!reported
                && !before.remark().equals(after.remark())
                && !after.remark().isEmpty()) {
            log.warn("camera {}: {}", camera.id(), after.remark());
        }
    }

    private void remember(StreamState before, StreamState after) {
        Optional<ReturnPathPolicy> winner = after.healing().winner();
        if (!winner.equals(before.healing().winner())) {
            winners.keep(camera.id(), configured, winner);
        }
    }

    private void checkLiveness() {
        Optional<CameraSession> session = state.session();
        if (session.isEmpty()) {
            return;
        }
        boolean flows = state.flowing()
                || state.healing().former().filter(Healing.Former::flowing).isPresent();
        boolean called = session.get().speaksFirst() == SpeaksFirst.GATEWAY && (flows || commands.isPending());
        if (called || state.phase() == StreamState.Phase.NEGOTIATING) {
            liveness.seen();
        }
        if (liveness.isOver()) {
            happen(new SessionEnded(session.get().id(), true));
        }
    }
}
