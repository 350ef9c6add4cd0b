package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.sdp.SessionDescription;

/**
 * What the media server has said of the endpoint that is shown, and of the one that may be next: while another policy is
 * tried, events of both come in. Used by the stream's mailbox only.
 */
final class EndpointMarks {
    private static final long NOBODY = -1;

    private long shown = NOBODY;
    private MediaMarks ofShown = MediaMarks.none();
    private long next = NOBODY;
    private MediaMarks ofNext = MediaMarks.none();

    /** That negotiation's endpoint may be shown next. */
    void made(long negotiation, SessionDescription answer, long nanoTime) {
        next = negotiation;
        ofNext = MediaMarks.of(answer, nanoTime);
    }

    /** What was made last is shown; the camera is told of it only now, so only from now on can nothing come of it. */
    void show(long nanoTime) {
        shown = next;
        ofShown = ofNext.startingAt(nanoTime);
        next = NOBODY;
    }

    /** Another endpoint is shown, of which nothing is known any more. */
    void forgetShown() {
        shown = NOBODY;
        ofShown = MediaMarks.none();
    }

    /** What the media server says of that negotiation's endpoint; an endpoint that is neither matters no more. */
    void said(long negotiation, MediaEvent event, long nanoTime) {
        if (negotiation == shown) {
            ofShown = ofShown.with(event, nanoTime);
        } else if (negotiation == next) {
            ofNext = ofNext.with(event, nanoTime);
        }
    }

    /** A probe has looked at that negotiation. */
    void captured(NegotiationVerdict verdict, long nanoTime) {
        if (verdict.negotiation() == shown) {
            ofShown = ofShown.captured(verdict, nanoTime);
        }
    }

    MediaMarks shown() {
        return ofShown;
    }
}
