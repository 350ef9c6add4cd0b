package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.CameraEndpoint;
import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.StreamFigures;
import dev.sightline.gateway.media.ViewerEndpoint;
import dev.sightline.gateway.stream.SourceSide.Source;
import dev.sightline.gateway.stream.WatchEvent.Answered;
import dev.sightline.gateway.stream.WatchEvent.CandidateFound;
import dev.sightline.gateway.stream.WatchEvent.Refused;
import dev.sightline.gateway.stream.WatchEvent.Restart;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.CandidateAddress;
import dev.sightline.sdp.rewrite.KeepCodec;
import dev.sightline.sdp.rewrite.Rewriter;
import dev.sightline.sdp.rewrite.SdpNormaliser;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One viewer of a stream. Everything but the {@link Watch} methods runs in the stream's mailbox. */
final class ViewerWatch implements Watch {
    private static final Logger log = LoggerFactory.getLogger(ViewerWatch.class);

    private final String id;
    private final SessionDescription offer;
    private final Consumer<WatchEvent> listener;
    private final Stream stream;
    private final Exchanges exchanges;
    private final StreamSettings settings;
    private final ViewerCandidates candidates;
    private boolean begun;
    private boolean ended;
    private boolean answered;
    private Exchange exchange;
    private boolean connected;
    private Optional<CameraEndpoint> shown = Optional.empty();
    private volatile Optional<ViewerEndpoint> endpoint = Optional.empty();

    ViewerWatch(
            String id,
            SessionDescription offer,
            Consumer<WatchEvent> listener,
            Stream stream,
            Exchanges exchanges,
            StreamSettings settings) {
        this.id = id;
        this.offer = offer;
        this.listener = listener;
        this.stream = stream;
        this.exchanges = exchanges;
        this.exchange = exchanges.ofViewer(offer.toString());
        this.settings = settings;
        this.candidates = new ViewerCandidates(id, settings, candidate -> tell(new CandidateFound(candidate)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void addCandidate(Candidate candidate) {
        if (!stream.mailbox().offer(() -> take(candidate))) {
            stream.dropped("viewer's candidate");
        }
    }

    @Override
    public Mono<List<StreamFigures>> figures() {
        return endpoint.map(ViewerEndpoint::figures).orElseGet(() -> Mono.just(List.of()));
    }

    @Override
    public void giveUp(String code, String reason) {
        stream.mailbox().put(() -> {
            if (!ended) {
                failed(code, reason);
            }
            ended = true;
            stream.left(this);
        });
    }

    @Override
    public void stop() {
        stream.mailbox().put(() -> {
            ended = true;
            stream.left(this);
        });
    }

    /** Asks the media server for this viewer's endpoint, when there is a camera to connect it to. */
    void begin(Source source) {
        if (begun || ended) {
            return;
        }
        begun = true;
        shown = Optional.of(source.endpoint());
        Rewriter alignment;
        String aligned;
        try {
            alignment = new Rewriter(List.of(new SdpNormaliser(), KeepCodec.of(source.description())));
            aligned = alignment.rewrite(offer).result().toString();
        } catch (SdpException e) {
            end(new Refused(StreamException.Code.BAD_OFFER, String.valueOf(e.getMessage())));
            return;
        }
        exchange = exchange.with(new Exchange.Peer.Viewer(alignment, Optional.of(source.description())))
                .asked(aligned);
        source.pipeline()
                .send(source.endpoint(), aligned, this::happened)
                .subscribe(
                        made -> stream.mailbox().put(() -> answered(made)),
                        error -> stream.mailbox().put(() -> end(refusal(error))));
    }

    /** Shows this viewer another source, once somebody subscribes; it notices a short gap at most. Never fails. */
    Mono<Void> moveTo(Source source) {
        if (endpoint.isEmpty() || shown.equals(Optional.of(source.endpoint()))) {
            return Mono.empty();
        }
        shown = Optional.of(source.endpoint());
        return endpoint.get().connectTo(source.endpoint()).onErrorResume(error -> {
            stream.mailbox()
                    .put(() -> end(new Restart("the picture could not follow the camera: " + error.getMessage())));
            return Mono.empty();
        });
    }

    boolean isWaiting() {
        return !begun && !ended;
    }

    /** Tells the last word and lets everything go. */
    void end(WatchEvent lastWord) {
        if (!ended) {
            ended = true;
            if (lastWord instanceof Refused refused) {
                failed(refused.code().word(), refused.message());
            }
            tell(lastWord);
            stream.left(this);
        }
    }

    /** Lets the endpoint go; a pipeline that is released takes it along. */
    void release() {
        endpoint.ifPresent(made -> SourceSide.quietly(made.release()));
        forget();
    }

    /** The media server has lost the endpoint by itself. */
    void forget() {
        endpoint = Optional.empty();
        candidates.pause();
    }

    /** Of one that was answered it is no more the offer that fails. */
    private void failed(String code, String reason) {
        if (!answered) {
            exchanges.viewer(exchange.failed(code, reason));
        }
    }

    private void answered(ViewerEndpoint made) {
        if (ended) {
            SourceSide.quietly(made.release());
            return;
        }
        endpoint = Optional.of(made);
        answered = true;
        Rewriter told = new Rewriter(
                settings.announced().map(CandidateAddress::new).stream().toList());
        String answer = settings.announced().isEmpty()
                ? made.answer()
                : told.rewrite(SessionDescription.parse(made.answer())).result().toString();
        tell(new Answered(id, answer));
        exchanges.viewer(exchange.answered(made.answer()).told(told));
        candidates.begin(made);
        stream.connected(this);
    }

    private void take(Candidate candidate) {
        if (ended || !candidates.fromViewer(candidate)) {
            stream.dropped("viewer's candidate");
        }
    }

    private void happened(MediaEvent event) {
        if (event instanceof MediaEvent.CandidateFound found
                && !stream.mailbox().offer(() -> found(found.candidate()))) {
            stream.dropped("media server's candidate");
        }
        if (event instanceof MediaEvent.IceStateChanged ice) {
            stream.mailbox().put(() -> iceChanged(ice.state()));
        }
        if (event instanceof MediaEvent.TranscodingChanged transcoding && transcoding.transcoding()) {
            log.warn("viewer {}: the media server transcodes its {}", id, transcoding.mediaType());
        }
    }

    /** A media server may say DISCONNECTED before it begins: only after a connection it is an end. */
    private void iceChanged(String ice) {
        connected |= ice.equals("CONNECTED") || ice.equals("READY");
        if (ice.equals("FAILED") || (connected && ice.equals("DISCONNECTED"))) {
            end(new Restart("no connection to the media server was found, or it was lost"));
        }
    }

    private void found(Candidate candidate) {
        if (!ended && !candidates.fromServer(candidate)) {
            stream.dropped("media server's candidate");
        }
    }

    private WatchEvent refusal(Throwable error) {
        StreamException reason = StreamException.explaining(error);
        return new Refused(reason.code(), String.valueOf(reason.getMessage()));
    }

    private void tell(WatchEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.warn("viewer {}: could not be told {}", id, event.getClass().getSimpleName(), e);
        }
    }
}
