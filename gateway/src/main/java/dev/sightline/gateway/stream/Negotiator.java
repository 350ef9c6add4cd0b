package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Asks the media server for what a camera's session needs, and keeps its answer until it is adopted or dropped; tells what
 * the server says of it later. Used by the stream's mailbox only.
 */
final class Negotiator {
    private static final Logger log = LoggerFactory.getLogger(Negotiator.class);

    private final StreamLife life;
    private final CameraConfig camera;
    private final StreamSettings settings;
    private final ReturnPath returnPath;
    private final SourceSide source;
    private final Exchanges exchanges;
    private final Mailbox mailbox;
    private final EndpointMarks marks = new EndpointMarks();
    /** While a link is down the media server fails with each packet that it would send. */
    private final LogPace failures = new LogPace();

    private Optional<Source> candidate = Optional.empty();

    Negotiator(
            StreamLife life,
            CameraConfig camera,
            StreamSettings settings,
            ReturnPath returnPath,
            SourceSide source,
            Exchanges exchanges,
            Mailbox mailbox) {
        this.life = life;
        this.camera = camera;
        this.settings = settings;
        this.returnPath = returnPath;
        this.source = source;
        this.exchanges = exchanges;
        this.mailbox = mailbox;
    }

    void negotiate(CameraSession session, long negotiation) {
        if (session.policy() == ReturnPathPolicy.SERVER_ADDRESS) {
            log.warn(
                    "camera {}: the return path server-address puts an address of the server into the offer; Linux routes"
                            + " feedback to it over lo, and the camera will get none. Prefer camera-address or comedia",
                    camera.id());
        }
        exchanges.begun(session, negotiation);
        String offer;
        try {
            offer = returnPath.offer(session, negotiation).toString();
        } catch (SdpException e) {
            String why = String.valueOf(e.getMessage());
            mailbox.put(() -> failed(negotiation, new StreamException(Code.BAD_OFFER, why)));
            return;
        }
        exchanges.asked(offer);
        source.negotiate(offer, session.media(), event -> mediaHappened(negotiation, event))
                .subscribe(
                        made -> mailbox.put(() -> negotiated(session, negotiation, made)),
                        error -> mailbox.put(() -> serverFailed(negotiation, error)));
    }

    private void negotiated(CameraSession session, long negotiation, Source made) {
        if (life.isClosed() || negotiation != life.state().negotiation()) {
            SourceSide.quietly(made.endpoint().release());
            return;
        }
        exchanges.answered(made.endpoint().answer());
        CameraAnswer answer;
        try {
            answer = CameraAnswer.of(made.endpoint().answer(), session, camera.profile(), settings.announced());
        } catch (RuntimeException e) {
            SourceSide.quietly(made.endpoint().release());
            failed(negotiation, StreamException.explaining(e));
            return;
        }
        drop();
        candidate = Optional.of(made);
        marks.made(negotiation, made.description(), System.nanoTime());
        exchanges.tellable(answer.rules());
        life.happen(new Negotiated(negotiation, answer.text(), answer.passive()));
    }

    /** What an earlier negotiation's failure says of the pipeline is no longer true. */
    private void serverFailed(long negotiation, Throwable error) {
        if (negotiation == life.state().negotiation()) {
            source.forgetFailedPipeline();
            failed(negotiation, StreamException.explaining(error));
        }
    }

    private void failed(long negotiation, StreamException reason) {
        life.happen(new NegotiationFailed(negotiation, reason));
    }

    /** What was negotiated last; it is somebody else's from now on. */
    Source take() {
        Source next = candidate.orElseThrow(() -> new IllegalStateException("nothing was negotiated"));
        candidate = Optional.empty();
        marks.show(System.nanoTime());
        return next;
    }

    void drop() {
        candidate.ifPresent(made -> SourceSide.quietly(made.endpoint().release()));
        candidate = Optional.empty();
    }

    /** The media server has let it go by itself, or does so with all the rest. */
    void forget() {
        candidate = Optional.empty();
    }

    /** What the media server has said of the endpoint that is shown, until a probe looked. */
    MediaMarks marks(NegotiationVerdict seen, long nanoTime) {
        marks.captured(seen, nanoTime);
        return marks.shown();
    }

    /** Another endpoint is shown, of which nothing is known any more. */
    void forgetMarks() {
        marks.forgetShown();
    }

    private void mediaHappened(long negotiation, MediaEvent event) {
        if (event instanceof MediaEvent.FlowChanged flow && flow.mediaType().equals("VIDEO")) {
            mailbox.put(() -> life.happen(new FlowChanged(negotiation, flow.flowing())));
        }
        if (event instanceof MediaEvent.Failed failed) {
            if (failed.isRefusedWrite()) {
                tell(Level.DEBUG, failed, "");
            } else {
                failures.say(others -> tell(Level.WARN, failed, others));
            }
        }
        long now = System.nanoTime();
        mailbox.put(() -> marks.said(negotiation, event, now));
    }

    private void tell(Level level, MediaEvent.Failed failed, String others) {
        log.atLevel(level)
                .log(
                        "camera {}: the media server reports {}: {}{}",
                        camera.id(),
                        failed.code(),
                        failed.description(),
                        others);
    }
}
