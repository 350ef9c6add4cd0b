package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Does what {@link StreamMachine} wants done; what comes of it is an event again. Used by one mailbox only. */
final class StreamActions implements StreamAction.Visitor {
    private static final Logger log = LoggerFactory.getLogger(StreamActions.class);
    private static final Duration MOVING = Duration.ofSeconds(2);

    private final StreamLife life;
    private final StreamSettings settings;
    private final StreamParts parts;
    private final Disposable.Swap grace = Disposables.swap();
    private final Disposable.Swap call = Disposables.swap();
    private final Disposable.Swap patienceEnd = Disposables.swap();
    private final Patience patience = new Patience();
    private final Negotiator negotiator;
    private Mono<Void> moving = Mono.empty();

    StreamActions(
            StreamLife life, CameraConfig camera, StreamSettings settings, ReturnPath returnPath, StreamParts parts) {
        this.life = life;
        this.settings = settings;
        this.parts = parts;
        this.negotiator =
                new Negotiator(life, camera, settings, returnPath, parts.source(), parts.exchanges(), parts.mailbox());
    }

    @Override
    public void negotiate() {
        StreamState state = life.state();
        state.session().ifPresent(session -> negotiator.negotiate(session, state.negotiation()));
    }

    /**
     * Viewers are moved first and the camera is answered after that, so that its first keyframe finds them there; the
     * former endpoint is kept until the camera sends to this one.
     */
    @Override
    public void adopt(String answer) {
        Source next = negotiator.take();
        parts.exchanges().over();
        parts.liveness().seen();
        patience.renewed();
        patienceEnd.update(Disposables.disposed());
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
        negotiator.drop();
    }

    @Override
    public void releaseFormer() {
        parts.source().releaseFormer();
    }

    @Override
    public void showFormer() {
        patience.renewed();
        negotiator.forgetMarks();
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
        negotiator.forget();
        parts.exchanges().over();
        parts.source().releaseAll();
        parts.agreement().ends();
    }

    @Override
    public void forgetAll() {
        negotiator.forget();
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
    public void awaitCamera(boolean stopped) {
        CallTimedOut late = new CallTimedOut(life.state().negotiation(), stopped);
        call.update(parts.mailbox().later(settings.cameraAnswer(), () -> life.happen(late)));
    }

    @Override
    public void awaitViewers() {
        grace.update(parts.mailbox().later(settings.viewerGrace(), () -> life.happen(new GraceEnded())));
    }

    @Override
    public void awaitBetterVerdict(Verdict verdict, Duration age) {
        boolean seen = verdict == Verdict.TRAPPED || verdict == Verdict.UNPROVEN;
        Duration whole = seen ? settings.trappedPatience() : settings.silentPatience();
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
    MediaMarks marks(NegotiationVerdict seen, long nanoTime) {
        return negotiator.marks(seen, nanoTime);
    }
}
