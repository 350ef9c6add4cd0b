package dev.sightline.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.gateway.media.MediaEvent.Failed;
import dev.sightline.gateway.media.MediaEvent.FlowChanged;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.SessionDescription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointMarksTest {
    private static final MediaEvent FLOWS = new FlowChanged("VIDEO", true);
    private static final MediaEvent STOPS = new FlowChanged("VIDEO", false);
    private static final MediaEvent REFUSED =
            new Failed(0, "RESOURCE_ERROR_WRITE", "could not send: Operation not permitted");

    private final EndpointMarks marks = new EndpointMarks();

    private static SessionDescription answer(int port) {
        return SessionDescription.parse(
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video " + port + " RTP/AVPF 103\r\n");
    }

    /** One that is shown, of which media comes, and another that is tried. */
    private void tryAnother() {
        marks.made(1, answer(40_000), 0);
        marks.show(0);
        marks.said(1, FLOWS, 1);
        marks.made(2, answer(40_100), 2);
    }

    @Test
    void whatIsSaidOfTheOneThatIsTriedIsNotTheShownOnes() {
        tryAnother();
        marks.said(2, REFUSED, 3);
        marks.said(2, REFUSED, 4);
        marks.said(2, STOPS, 5);

        assertThat(marks.shown().flows()).isTrue();
        assertThat(marks.shown().refusedWrites()).isZero();
    }

    @Test
    void whatIsSaidOfTheShownOneCountsWhileAnotherIsTried() {
        tryAnother();
        marks.said(1, STOPS, 3);

        assertThat(marks.shown().flows()).isFalse();
        assertThat(marks.shown().dryNanos()).isEqualTo(3);
    }

    @Test
    void theOneThatIsTriedBringsWhatWasSaidOfItWhenItIsShown() {
        tryAnother();
        marks.said(2, FLOWS, 3);
        marks.show(4);
        marks.said(1, STOPS, 5);

        assertThat(marks.shown().rtpPorts()).isEqualTo(Set.of(40_100));
        assertThat(marks.shown().flows()).isTrue();
        assertThat(marks.shown().sinceNanos()).isEqualTo(4);
    }

    /** It may be late, of an endpoint that is shown no more. */
    @Test
    void whatIsCapturedOfAnotherOneIsNotTheShownOnes() {
        tryAnother();

        marks.captured(audioAlone(2), 3);
        assertThat(marks.shown().video().pausedNanos()).isEmpty();

        marks.captured(audioAlone(1), 4);
        assertThat(marks.shown().video().pausedNanos()).hasValue(4);
    }

    private static NegotiationVerdict audioAlone(long negotiation) {
        Finding finding = new Finding(Verdict.DELIVERED, Instant.EPOCH, "seen by the test", Optional.empty());
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        StreamVerdict audio = new StreamVerdict(
                new InetSocketAddress(Life.CAMERA, 5006),
                new InetSocketAddress(Life.CAMERA, 40_002),
                1,
                Optional.empty(),
                finding,
                none);
        return new NegotiationVerdict("cam", negotiation, finding, Duration.ZERO, none, List.of(audio));
    }

    @Test
    void ofAFormerOneThatIsShownAgainNothingIsKnown() {
        tryAnother();
        marks.show(3);
        marks.forgetShown();
        marks.said(2, FLOWS, 4);

        assertThat(marks.shown()).isEqualTo(MediaMarks.none());
    }
}
