package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.ServerLost;
import dev.sightline.gateway.stream.StreamEvent.ServerReturned;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * One camera's life, from the first wish to the end. It feeds what happens to {@link StreamMachine}, keeps the state that
 * comes out, and does what is to be done. Safe for any thread: the work is done one piece after the other.
 */
public final class Stream {
    private final CameraConfig camera;
    private final StreamSettings settings;
    private final SecretIds ids;
    private final StreamParts parts;
    private final StreamLife life;
    private final StreamActions actions;
    private final CameraSide cameraSide;
    private final ProbeWords probe;

    Stream(
            CameraConfig camera,
            StreamSettings settings,
            ReturnPath returnPath,
            MediaServer server,
            Scheduler scheduler,
            SecretIds ids,
            StreamObserver observer,
            LogPace returns,
            NegotiationListener listener,
            Winners winners) {
        this.camera = camera;
        this.settings = settings;
        this.ids = ids;
        this.parts = new StreamParts(
                new SourceSide(server, settings, settings.cameras().mediaNetworksOf(camera)),
                new Watchers(settings.maxViewersPerCamera(), camera.id().value(), this::viewersChanged),
                new WaitingCamera(),
                new Commands(),
                new Exchanges(camera.id(), observer),
                new Liveness(settings.keepalive()),
                new Agreement(camera.id(), listener),
                new StreamDiary(camera.id(), observer, returns),
                new Mailbox(scheduler, settings.maxEventsQueued()));
        this.life = new StreamLife(camera, returnPath, parts.diary(), parts.exchanges(), winners);
        this.actions = new StreamActions(life, camera, settings, returnPath, parts);
        this.cameraSide = new CameraSide(camera, life, actions, parts, ids);
        this.probe = new ProbeWords(parts.mailbox(), life::happen);
        life.begin(actions);
        parts.mailbox().every(settings.keepalive(), cameraSide::checkLiveness);
    }

    public CameraConfig camera() {
        return camera;
    }

    public StreamState state() {
        return life.state();
    }

    /** What was done to mend its return path, the last few steps, oldest first. */
    public List<PastStep> past() {
        return parts.diary().past();
    }

    /** How the verdict on its feedback went on, oldest first; the last one holds, or held when its session ended. */
    public List<PastVerdict> verdicts() {
        return parts.diary().verdicts();
    }

    /** What its camera asks for and says. */
    public CameraSide cameraSide() {
        return cameraSide;
    }

    /**
     * An offer of a viewer was refused before it came here: that is shown to people, and changes nothing.
     *
     * @param code a stable word
     * @param reason as the viewer was told it
     */
    public void refused(String viewersOffer, String code, String reason) {
        if (!parts.mailbox()
                .offer(() -> parts.exchanges()
                        .viewer(parts.exchanges().ofViewer(viewersOffer).failed(code, reason)))) {
            dropped("refused offer");
        }
    }

    /** A viewer wants to watch. What comes of it is told to {@code listener}, on a thread that must not wait. */
    public Watch watch(SessionDescription offer, Consumer<WatchEvent> listener) {
        ViewerWatch watch =
                new ViewerWatch(ids.next().substring(0, 12), offer, listener, this, parts.exchanges(), settings);
        if (!parts.mailbox().offer(() -> join(watch))) {
            dropped("viewer");
            parts.mailbox()
                    .put(() -> watch.end(
                            new WatchEvent.Refused(Code.OVERLOADED, "too much waits for this camera; try again soon")));
        }
        return watch;
    }

    /** A probe looked at the wire. What it says of another negotiation than the present one is stale and changes nothing. */
    public void verdict(NegotiationVerdict verdict) {
        if (!probe.judged(() -> judged(verdict))) {
            dropped("verdict");
        }
    }

    private VerdictReached judged(NegotiationVerdict verdict) {
        long now = System.nanoTime();
        MediaMarks marks = actions.marks(verdict, now);
        Finding finding = FirewallMarks.judge(verdict, marks, now);
        boolean delivered = verdict.finding().verdict() == Verdict.DELIVERED;
        return new VerdictReached(
                verdict.negotiation(),
                finding,
                verdict.age(),
                verdict.evidence(),
                delivered,
                verdict.streams(),
                marks.video().ports());
    }

    /**
     * Nobody looks at the wire now, for this reason; it holds until a probe gives a verdict again. However much waits, it is
     * taken.
     *
     * @param lasting whether it keeps the camera's next negotiation from being judged too
     */
    public void unproven(String reason, boolean lasting) {
        probe.lost(new ProofLost(reason, lasting));
    }

    /** What the media server counted of the camera's streams; empty when it sends none. */
    public Mono<List<StreamFigures>> figures() {
        return Mono.<Mono<List<StreamFigures>>>create(sink -> {
                    boolean taken = parts.mailbox()
                            .offer(() -> sink.success(parts.source()
                                    .source()
                                    .map(shown -> shown.endpoint().figures())
                                    .orElseGet(() -> Mono.just(List.of()))));
                    if (!taken) {
                        sink.error(overloaded("question for figures"));
                    }
                })
                .flatMap(figures -> figures);
    }

    void serverLost(String reason) {
        parts.mailbox().put(() -> life.happen(new ServerLost(reason)));
    }

    void serverReturned() {
        parts.mailbox().put(() -> life.happen(new ServerReturned()));
    }

    /** How long it has had no session and nothing was heard of its camera. */
    Duration quiet() {
        return life.state().session().isPresent()
                ? Duration.ZERO
                : parts.liveness().quiet();
    }

    /** When something was heard of its camera, in {@link System#nanoTime}: now, while it has a session or waits for a command. */
    long heardAt() {
        return life.state().session().isPresent()
                ? System.nanoTime()
                : parts.liveness().heardAt();
    }

    /** Whether it ever had a session that the media server answered. */
    boolean wasEstablished() {
        return life.wasEstablished();
    }

    /** Ends the stream for good; completes when everybody was told why, or fails where one thing could not be ended. */
    Mono<Void> close(String why) {
        return Mono.create(sink -> parts.mailbox().put(() -> {
            try {
                end(why);
                sink.success();
            } catch (RuntimeException e) {
                sink.error(e);
            } finally {
                parts.mailbox().close();
            }
        }));
    }

    private void end(String why) {
        try {
            life.end();
            parts.watchers().those().end(new WatchEvent.Stopped(why));
            actions.dropCandidate();
            if (life.state().session().isPresent()) {
                parts.commands().tell(new CameraCommand.Stop());
            }
            parts.waiting().refuse(new StreamException(Code.CLOSED, why));
            parts.source().releaseAll();
            parts.agreement().ends();
        } finally {
            parts.diary().tellRest();
        }
    }

    Mailbox mailbox() {
        return parts.mailbox();
    }

    void dropped(String what) {
        parts.diary().dropped(what);
    }

    private StreamException overloaded(String what) {
        dropped(what);
        return new StreamException(Code.OVERLOADED, "too much waits for this camera; try again in a second");
    }

    private void join(ViewerWatch watch) {
        if (!parts.watchers().join(watch)) {
            return;
        }
        parts.source().source().ifPresent(watch::begin);
        if (watch.isWaiting()) {
            parts.mailbox().later(settings.cameraAnswer(), () -> giveUp(watch));
        }
    }

    private void giveUp(ViewerWatch watch) {
        if (watch.isWaiting()) {
            watch.end(new WatchEvent.Stopped("the camera was asked to begin, and did not"));
        }
    }

    /** A watch is over; its endpoint is let go. */
    void left(ViewerWatch watch) {
        parts.watchers().left(watch);
    }

    /** A viewer's endpoint is there; the source may have changed while it was made. */
    void connected(ViewerWatch watch) {
        parts.source().source().ifPresent(shown -> watch.moveTo(shown).subscribe());
    }

    private void viewersChanged() {
        life.happen(new ViewersChanged(parts.watchers().count(), ids.next(), cameraSide.knownAddress()));
    }
}
