package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.Exchange.Failure;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.gateway.stream.Exchange.Reached;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.sdp.rewrite.Rewriter;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Tells what was said in one stream's negotiations, of those that came to nothing too. Used by its mailbox only.
 *
 * <p>With the camera one is under way at a time, from its offer, or the gateway's own, until it is adopted or fails.
 */
final class Exchanges {
    private final CameraId camera;
    private final StreamObserver observer;
    private Optional<Exchange> underWay = Optional.empty();
    private String session = "";
    private boolean told;

    Exchanges(CameraId camera, StreamObserver observer) {
        this.camera = camera;
        this.observer = observer;
    }

    /** The camera offers, and gave up any earlier offer of its own by that. */
    void offered(String sessionId, OfferedMedia media, InetAddress address, Optional<Given> given) {
        failed(new StreamException(Code.SUPERSEDED, WaitingCamera.LATER_OFFER));
        session = sessionId;
        underWay = Optional.of(Exchange.begun(
                camera, Peer.Camera.nameless(Optional.empty(), Optional.of(address), Optional.of(media)), given));
    }

    /** A return path was chosen for the session. */
    void begun(CameraSession of, long negotiation) {
        Peer.Camera peer = Peer.Camera.of(of, negotiation);
        underWay = Optional.of(underWay.filter(offered -> session.equals(of.id()) && !told)
                .map(offered -> offered.with(peer))
                .orElseGet(() -> Exchange.begun(camera, peer, Optional.empty())));
        session = of.id();
        told = false;
    }

    void asked(String offer) {
        underWay = underWay.map(exchange -> exchange.asked(offer));
    }

    void answered(String answer) {
        underWay = underWay.map(exchange -> exchange.answered(answer));
    }

    /** The answer can be told, by these rules. */
    void tellable(Rewriter rules) {
        underWay = underWay.map(exchange -> exchange.told(rules));
        underWay.ifPresent(observer::negotiated);
        told = true;
    }

    /** What was under way is what viewers are shown from now on, or nobody wants it any more. */
    void over() {
        underWay = Optional.empty();
        told = false;
    }

    /** Nothing comes of what is under way, if anything is. */
    void failed(StreamException reason) {
        String why = String.valueOf(reason.getMessage());
        Optional<Exchange> failed =
                underWay.map(exchange -> exchange.failed(reason.code().word(), why));
        boolean known = told;
        over();
        failed.ifPresent(exchange -> {
            if (known && exchange.peer() instanceof Peer.Camera peer) {
                observer.cameToNothing(
                        camera, peer.negotiation(), exchange.failure().orElseThrow());
            } else {
                observer.negotiated(exchange);
            }
        });
    }

    /** A camera's offer was refused before the stream heard of it. */
    void refused(InetAddress source, Optional<Given> given, String code, String reason) {
        Peer peer = Peer.Camera.nameless(Optional.empty(), Optional.of(source), Optional.empty());
        observer.negotiated(Exchange.begun(camera, peer, given).failed(code, reason));
    }

    /** A camera that was asked may not have followed in time. */
    void passed(StreamEvent event, StreamState before, StreamState after) {
        if (!(event instanceof StreamEvent.CallTimedOut late)) {
            return;
        }
        String code = Code.CAMERA_UNAVAILABLE.word();
        boolean replaced = before.negotiation() != after.negotiation();
        boolean offerAwaited = before.phase() == Phase.CALLING
                || (before.phase() == Phase.RENEGOTIATING && after.phase() == Phase.ESTABLISHED && !replaced);
        if (offerAwaited) {
            Peer peer = Peer.Camera.nameless(
                    before.healing().next(), before.session().flatMap(CameraSession::address), Optional.empty());
            observer.negotiated(Exchange.begun(camera, peer, Optional.empty())
                    .failed(new Failure(Reached.CALLED, code, after.remark())));
        } else if (before.session().isPresent() && replaced) {
            over();
            if (!late.stopped() || after.phase() != Phase.IDLE) {
                observer.cameToNothing(camera, before.negotiation(), new Failure(Reached.TOLD, code, after.remark()));
            }
        }
    }

    /** The media server has answered a viewer. */
    void viewer(Exchange answered) {
        observer.negotiated(answered);
    }

    /** A viewer's exchange begins. */
    Exchange ofViewer(String offer) {
        return Exchange.begun(camera, Peer.Viewer.waiting(), Optional.of(Given.sdp(offer)));
    }
}
