package dev.sightline.gateway.stream;

import java.util.Optional;
import reactor.core.publisher.MonoSink;

/** The camera whose offer is being negotiated, and who waits for its answer. Used by one mailbox only. */
final class WaitingCamera {
    private Optional<Offer> offer = Optional.empty();

    private record Offer(String sessionId, MonoSink<SessionAnswer> sink) {}

    /** A later offer takes an earlier one's place. */
    void await(String sessionId, MonoSink<SessionAnswer> sink) {
        refuse(new StreamException(
                StreamException.Code.SUPERSEDED, "a later offer of this camera took the place of this one"));
        offer = Optional.of(new Offer(sessionId, sink));
    }

    void answer(String sdp) {
        offer.ifPresent(waiting -> waiting.sink().success(new SessionAnswer(waiting.sessionId(), sdp)));
        offer = Optional.empty();
    }

    void refuse(StreamException reason) {
        offer.ifPresent(waiting -> waiting.sink().error(reason));
        offer = Optional.empty();
    }
}
