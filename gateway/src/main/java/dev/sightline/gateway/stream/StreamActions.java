package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Does what {@link StreamMachine} wants done; what comes of it is an event again. Used by one mailbox only. */
final class StreamActions implements StreamAction.Visitor {
    private static final Logger log = LoggerFactory.getLogger(StreamActions.class);
    private static final Duration MOVING = Duration.ofSeconds(2);

    private final StreamLife life;
    private final CameraConfig camera;
    private final StreamSettings settings;
    private final ReturnPath returnPath;
    private final Parts parts;
    private final Disposable.Swap grace = Disposables.swap();
    private final Disposable.Swap call = Disposables.swap();
    private final Disposable.Swap patienceEnd = Disposables.swap();
    private final Patience patience = new Patience();
    private MediaMarks marks = MediaMarks.none();
    private Mono<Void> moving = Mono.empty();
    private Optional<Source> candidate = Optional.empty();

    /** What a stream consists of. */
    record Parts(
            SourceSide source,
            Watchers watchers,
            WaitingCamera waiting,
            Commands commands,
            Exchanges exchanges,
            Liveness liveness,
            Agreement agreement,
            StreamDiary diary,
            Mailbox mailbox) {}

    StreamActions(StreamLife life, CameraConfig camera, StreamSettings settings, ReturnPath returnPath, Parts parts) {
        this.life = life;
        this.camera = camera;
        this.settings = settings;
        this.returnPath = returnPath;
        this.parts = parts;
    }

    @Override
    public void negotiate() {
        StreamState state = life.state();
        state.session().ifPresent(session -> negotiate(session, state.negotiation()));
    }

    private void negotiate(CameraSession session, long negotiation) {
        if (session.policy() == ReturnPathPolicy.SERVER_ADDRESS) {
            log.warn(
                    "camera {}: the return path server-address puts an address of the server into the offer; Linux routes"
                            + " feedback to it over lo, and the camera will get none. Prefer camera-address or comedia",
                    camera.id());
        }
        parts.exchanges().begun(session, negotiation);
        String offer;
        try {
            offer = returnPath.offer(session, negotiation).toString();
        } catch (SdpException e) {
            String why = String.valueOf(e.getMessage());
            parts.mailbox().put(() -> failed(negotiation, new StreamException(Code.BAD_OFFER, why)));
            return;
        }
        parts.exchanges().asked(offer);
        parts.source()
                .negotiate(offer, session.media(), event -> mediaHappened(negotiation, event))
                .subscribe(
                        made -> parts.mailbox().put(() -> negotiated(session, negotiation, made)),
                        error -> parts.mailbox().put(() -> serverFailed(negotiation, error)));
    }

    private void negotiated(CameraSession session, long negotiation, Source made) {
        if (life.isClosed() || negotiation != life.state().negotiation()) {
            SourceSide.quietly(made.endpoint().release());
            return;
        }
        parts.exchanges().answered(made.endpoint().answer());
        CameraAnswer answer;
        try {
            answer = CameraAnswer.of(made.endpoint().answer(), session, camera.profile(), settings.announced());
        } catch (RuntimeException e) {
            SourceSide.quietly(made.endpoint().release());
            failed(negotiation, StreamException.explaining(e));
            return;
        }
        dropCandidate();
        candidate = Optional.of(made);
        parts.exchanges().tellable(answer.rules());
        life.happen(new Negotiated(negotiation, answer.text(), answer.passive()));
    }

    /** What an earlier negotiation's failure says of the pipeline is no longer true. */
    private void serverFailed(long negotiation, Throwable error) {
        if (negotiation == life.state().negotiation()) {
            parts.source().forgetFailedPipeline();
            failed(negotiation, StreamException.explaining(error));
        }
    }

    private void failed(long negotiation, StreamException reason) {
        life.happen(new NegotiationFailed(negotiation, reason));
    }

    /**
     * Viewers are moved first and the camera is answered after that, so that its first keyframe finds them there; the
     * former endpoint is kept until the camera sends to this one.
     */
    @Override
    public void adopt(String answer) {
        Source next = candidate.orElseThrow(() -> new IllegalStateException("nothing was negotiated"));
        candidate = Optional.empty();
        parts.exchanges().over();
        parts.liveness().seen();
        patience.renewed();
        patienceEnd.update(Disposables.disposed());
        marks = MediaMarks.of(next.description(), System.nanoTime());
        Optional<Source> former = parts.source().adopt(next);
        parts.agreement().is(life.state(), next.offer(), next.endpoint().answer());
        if (former.filter(old -> !old.media().sameCodecsAs(next.media())).isPresent()) {
            endLater(new WatchEvent.Restart("the camera changed its codec"));
        } else {
            show(next);
        }
        String session = life.state().session().map(CameraSession::id).orElse("");
        moving.subscribe(
                nothing -> {},
                error -> log.error("a viewer's move failed", error),
                () -> parts.mailbox().put(() -> parts.waiting().answer(session, answer)));
    }

    private void show(Source source) {
        moving = parts.watchers().show(source).timeout(MOVING, Mono.empty()).cache();
        moving.subscribe();
    }

    /** Completes when viewers have moved to what was adopted last, and in a bounded time. */
    Mono<Void> moving() {
        return moving;
    }

    @Override
    public void dropCandidate() {
        candidate.ifPresent(made -> SourceSide.quietly(made.endpoint().release()));
        candidate = Optional.empty();
    }

    @Override
    public void releaseFormer() {
        parts.source().releaseFormer();
    }

    @Override
    public void showFormer() {
        patience.renewed();
        marks = MediaMarks.none();
        parts.source().showFormer().ifPresent(former -> {
            parts.agreement().is(life.state(), former.offer(), former.endpoint().answer());
            show(former);
        });
    }

    @Override
    public void tell(CameraCommand command) {
        parts.commands().tell(command);
    }

    @Override
    public void withdraw() {
        parts.commands().withdraw();
    }

    @Override
    public void refuseCamera(StreamException reason) {
        parts.waiting().refuse(reason);
        parts.exchanges().failed(reason);
    }

    @Override
    public void releaseSource() {
        dropCandidate();
        parts.source().releaseSource();
        parts.agreement().ends();
    }

    @Override
    public void releaseAll() {
        candidate = Optional.empty();
        parts.exchanges().over();
        parts.source().releaseAll();
        parts.agreement().ends();
    }

    @Override
    public void forgetAll() {
        candidate = Optional.empty();
        parts.source().forget();
        parts.agreement().ends();
        parts.watchers().forget();
    }

    @Override
    public void endViewers(Code code, String reason) {
        endLater(
                code == Code.CAMERA_UNAVAILABLE
                        ? new WatchEvent.Stopped(reason)
                        : new WatchEvent.Refused(code, reason));
    }

    @Override
    public void restartViewers(String reason) {
        endLater(new WatchEvent.Restart(reason));
    }

    /** Those who watch now; their own goodbye is an event again, and comes after this one. */
    private void endLater(WatchEvent lastWord) {
        Watchers.Those now = parts.watchers().those();
        parts.mailbox().put(() -> now.end(lastWord));
    }

    @Override
    public void awaitCamera() {
        long negotiation = life.state().negotiation();
        call.update(parts.mailbox().later(settings.cameraAnswer(), () -> life.happen(new CallTimedOut(negotiation))));
    }

    @Override
    public void awaitViewers() {
        grace.update(parts.mailbox().later(settings.viewerGrace(), () -> life.happen(new GraceEnded())));
    }

    @Override
    public void awaitBetterVerdict(Verdict verdict, Duration age) {
        Duration whole = verdict == Verdict.TRAPPED ? settings.trappedPatience() : settings.silentPatience();
        long negotiation = life.state().negotiation();
        patienceEnd.update(parts.mailbox()
                .later(
                        patience.bad(whole, age, System.nanoTime()),
                        () -> life.happen(new PatienceEnded(negotiation, verdict))));
    }

    @Override
    public void holdPatience(boolean proven) {
        patienceEnd.update(Disposables.disposed());
        if (proven) {
            patience.renewed();
        } else {
            patience.unknown(System.nanoTime());
        }
    }

    @Override
    public void report(HealingStep step) {
        parts.diary().report(step);
    }

    /** What the media server has said of the endpoint that is shown. */
    MediaMarks marks() {
        return marks;
    }

    private void mediaHappened(long negotiation, MediaEvent event) {
        if (event instanceof MediaEvent.FlowChanged flow && flow.mediaType().equals("VIDEO")) {
            parts.mailbox().put(() -> life.happen(new FlowChanged(negotiation, flow.flowing())));
        }
        if (event instanceof MediaEvent.Failed failed) {
            log.atLevel(failed.isRefusedWrite() ? Level.DEBUG : Level.WARN)
                    .log(
                            "camera {}: the media server reports {}: {}",
                            camera.id(),
                            failed.code(),
                            failed.description());
        }
        long now = System.nanoTime();
        parts.mailbox().put(() -> {
            if (negotiation == life.state().negotiation()) {
                marks = marks.with(event, now);
            }
        });
    }
}
