package dev.sightline.gateway.stream;

import java.util.Optional;
import reactor.core.publisher.MonoSink;

/** The camera whose offer is being negotiated, and who waits for its answer. Used by one mailbox only. */
final class WaitingCamera {
    static final String LATER_OFFER = "a later offer of this camera took the place of this one";

    private Optional<Offer> offer = Optional.empty();

    private record Offer(String sessionId, MonoSink<SessionAnswer> sink) {}

    /** A later offer takes an earlier one's place. */
    void await(String sessionId, MonoSink<SessionAnswer> sink) {
        refuse(new StreamException(StreamException.Code.SUPERSEDED, LATER_OFFER));
        offer = Optional.of(new Offer(sessionId, sink));
    }

    /** An answer to another offer than the one that waits is for nobody any more. */
    void answer(String sessionId, String sdp) {
        Optional<Offer> answered = offer.filter(waiting -> waiting.sessionId().equals(sessionId));
        if (answered.isPresent()) {
            offer = Optional.empty();
            answered.get().sink().success(new SessionAnswer(sessionId, sdp));
        }
    }

    void refuse(StreamException reason) {
        offer.ifPresent(waiting -> waiting.sink().error(reason));
        offer = Optional.empty();
    }
}
