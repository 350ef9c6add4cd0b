package dev.sightline.gateway.viewer;

import dev.sightline.gateway.access.door.Visitor;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.RateRule;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.security.limits.RateLimits;
import dev.sightline.gateway.security.limits.TooMany;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.Watch;
import dev.sightline.gateway.stream.WatchEvent;
import dev.sightline.gateway.viewer.FromViewer.OnIceCandidate;
import dev.sightline.gateway.viewer.FromViewer.Stop;
import dev.sightline.gateway.viewer.FromViewer.Viewer;
import dev.sightline.gateway.viewer.ToViewer.IceCandidate;
import dev.sightline.gateway.viewer.ToViewer.Restart;
import dev.sightline.gateway.viewer.ToViewer.Stopped;
import dev.sightline.gateway.viewer.ToViewer.ViewerResponse;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One viewer's conversation. A later {@code viewer} or {@code stop} replaces the watch under way: it never waits behind it,
 * and nothing of the replaced one is told any more. Everything runs on the connection's event loop.
 */
final class ViewerSession implements FromViewer.Visitor {
    private static final Logger log = LoggerFactory.getLogger(ViewerSession.class);

    private static final String BAD_TICKET = "the ticket is not one of this gateway's, or is over";
    private static final String NOT_SHOWN =
            "what was shown does not allow it to watch this camera: sign in on the gateway's page, or send a ticket"
                    + " for it";

    private final StreamRegistry streams;
    private final SignalingLimits limits;
    private final SignalingMetrics metrics;
    private final Visitor visitor;
    private final EventExecutor loop;
    private final Consumer<ToViewer> outbox;
    private final RateLimits rates;
    private final InetAddress source;
    private final RateLimits.Own offers;
    private final RateLimits.Own candidates;
    private final Queue<Candidate> early = new ArrayDeque<>();
    private Optional<Attempt> current = Optional.empty();

    ViewerSession(
            SignalingRoutes.Room room,
            InetAddress source,
            Visitor visitor,
            EventExecutor loop,
            Consumer<ToViewer> outbox) {
        this.streams = room.streams();
        this.limits = room.limits();
        this.metrics = room.metrics();
        this.rates = room.rates();
        this.source = source;
        this.visitor = visitor;
        this.loop = loop;
        this.outbox = outbox;
        this.offers = rates.own(RateRule.VIEWER_OFFERS);
        this.candidates = rates.own(RateRule.CANDIDATES);
    }

    /** One wish to watch, from the {@code viewer} message to its last word. */
    private final class Attempt {
        private final Stream stream;
        private final Watch watch;
        private final long begun = System.nanoTime();
        private final Future<?> deadline;

        Attempt(Stream stream, SessionDescription offer) {
            this.stream = stream;
            this.watch = stream.watch(offer, event -> loop.execute(() -> heard(this, event)));
            this.deadline = loop.schedule(() -> timedOut(this), limits.answer().toNanos(), TimeUnit.NANOSECONDS);
        }

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    @Override
    public void viewer(Viewer message) {
        end();
        Optional<TooMany> tooMany = offers.take().or(() -> rates.take(RateRule.OFFERS, source));
        if (tooMany.isPresent()) {
            refuse(ErrorCode.RATE_LIMITED, tooMany.get().detail());
            return;
        }
        boolean forged =
                message.ticket().isPresent() && !visitor.show(message.ticket().get());
        Optional<CameraId> camera = CameraId.parse(message.cameraId());
        boolean may = camera.isPresent() ? visitor.mayWatch(camera.get()) : visitor.isKnown();
        if (forged || !may) {
            refuse(ErrorCode.UNAUTHORIZED, forged ? BAD_TICKET : NOT_SHOWN);
            return;
        }
        Optional<Stream> stream = camera.flatMap(streams::find);
        if (stream.isEmpty()) {
            refuse(
                    ErrorCode.UNKNOWN_CAMERA,
                    "there is no camera '" + SignalingCodec.shown(message.cameraId()) + "' here");
            return;
        }
        SessionDescription offer;
        try {
            SessionDescription normal = new SdpNormaliser()
                    .apply(SessionDescription.parse(message.sdpOffer()))
                    .result();
            offer = SessionDescription.parse(CandidateFilter.forMediaServer(
                    normal.toString(), limits.maxEarlyCandidates(), () -> metrics.candidateDropped("in")));
        } catch (SdpException e) {
            refuse(stream.get(), message, ErrorCode.BAD_OFFER, "the offer cannot be used: " + e.getMessage());
            return;
        }
        if (!metrics.watchBegins(limits.maxViewers())) {
            refuse(
                    stream.get(),
                    message,
                    ErrorCode.TOO_MANY_VIEWERS,
                    limits.maxViewers() + " viewers watch, which is the most allowed");
            return;
        }
        begin(stream.get(), offer);
    }

    @Override
    public void onIceCandidate(OnIceCandidate message) {
        Candidate candidate = message.candidate();
        if (candidates.take().isPresent() || !CandidateFilter.isForMediaServer(candidate)) {
            metrics.candidateDropped("in");
        } else if (current.isPresent()) {
            current.get().watch.addCandidate(candidate);
        } else {
            if (early.size() >= limits.maxEarlyCandidates()) {
                early.poll();
                metrics.candidateDropped("in");
            }
            early.add(candidate);
        }
    }

    @Override
    public void stop(Stop message) {
        early.clear();
        end();
    }

    /** Ends the watch of who may watch no more: signed out, removed, or without the right. */
    void refuseRevoked() {
        if (current.isPresent()
                && !visitor.mayWatch(current.get().stream.camera().id())) {
            end();
            refuse(ErrorCode.UNAUTHORIZED, "the session is over, or its rights are others now");
        }
    }

    /** The viewer has gone. */
    void over() {
        early.clear();
        end();
    }

    private void begin(Stream stream, SessionDescription offer) {
        Attempt attempt = new Attempt(stream, offer);
        current = Optional.of(attempt);
        early.forEach(attempt.watch::addCandidate);
        early.clear();
        log.debug(
                "viewer {} asks for camera {}",
                attempt.watch.id(),
                stream.camera().id());
    }

    private void heard(Attempt attempt, WatchEvent event) {
        if (!isCurrent(attempt)) {
            return;
        }
        if (event instanceof WatchEvent.Answered answered) {
            attempt.deadline.cancel(false);
            metrics.answered(attempt.age());
            outbox.accept(new ViewerResponse(answered.viewerId(), answered.sdpAnswer()));
        } else if (event instanceof WatchEvent.CandidateFound found) {
            if (CandidateFilter.isForViewer(found.candidate())) {
                outbox.accept(new IceCandidate(found.candidate()));
            } else {
                metrics.candidateDropped("out");
            }
        } else {
            end();
            outbox.accept(lastWord(event));
        }
    }

    private static ToViewer lastWord(WatchEvent event) {
        if (event instanceof WatchEvent.Restart restart) {
            return new Restart(restart.reason());
        }
        if (event instanceof WatchEvent.Refused refused) {
            return new ToViewer.Failed(ErrorCode.of(refused.code()), refused.message());
        }
        return new Stopped(event instanceof WatchEvent.Stopped stopped ? stopped.reason() : "");
    }

    private void timedOut(Attempt attempt) {
        if (isCurrent(attempt)) {
            boolean down = attempt.stream.state().phase() == Phase.SUSPENDED;
            ErrorCode code = down ? ErrorCode.MEDIA_SERVER_DOWN : ErrorCode.TIMED_OUT;
            String why = "there was no answer within " + limits.answer().toSeconds() + " s"
                    + (down ? ": the media server is down" : "");
            attempt.watch.giveUp(code.word(), why);
            end();
            refuse(code, why);
        }
    }

    /** Lets go of the watch under way; that is no failure, and nothing is told. */
    private void end() {
        current.ifPresent(attempt -> {
            attempt.deadline.cancel(false);
            attempt.watch.stop();
            metrics.watchEnded();
        });
        current = Optional.empty();
    }

    private boolean isCurrent(Attempt attempt) {
        return current.isPresent() && current.get() == attempt;
    }

    /** The offer of somebody who may watch this camera: it is shown to people. */
    private void refuse(Stream stream, Viewer offer, ErrorCode code, String message) {
        stream.refused(offer.sdpOffer(), code.word(), message);
        refuse(code, message);
    }

    private void refuse(ErrorCode code, String message) {
        outbox.accept(new ToViewer.Failed(code, message));
    }
}
