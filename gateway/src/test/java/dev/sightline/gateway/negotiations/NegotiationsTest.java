package dev.sightline.gateway.negotiations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Failure;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.gateway.stream.Exchange.Reached;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.rewrite.Rewriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NegotiationsTest {
    private static final CameraId YARD = new CameraId("yard");
    private static final Rewriter UNCHANGED = new Rewriter(List.of());
    private static final OfferedMedia MEDIA =
            new OfferedMedia(CameraTrack.sending(CameraCodec.h264(103)), Optional.empty());

    private static Exchange withCamera(CameraId camera, long number, String text) {
        Peer peer = new Peer.Camera(
                number,
                SpeaksFirst.CAMERA,
                Optional.of(ReturnPathPolicy.COMEDIA),
                Optional.empty(),
                Optional.of(MEDIA));
        return new Exchange(
                camera,
                Instant.EPOCH,
                peer,
                Optional.of(Given.sdp(text)),
                Optional.of(text),
                Optional.of(text),
                UNCHANGED,
                Optional.empty());
    }

    private static Exchange withViewer(CameraId camera) {
        Peer peer = new Peer.Viewer(UNCHANGED, Optional.empty());
        return new Exchange(
                camera,
                Instant.EPOCH,
                peer,
                Optional.of(Given.sdp("v=0")),
                Optional.of("v=0"),
                Optional.of("v=0"),
                UNCHANGED,
                Optional.empty());
    }

    private static long number(Kept kept) {
        return kept.what().peer() instanceof Peer.Camera camera ? camera.negotiation() : -1;
    }

    @Test
    void theLatestOfEachKindAreKeptAndComeFirst() {
        Negotiations negotiations = new Negotiations();
        negotiations.negotiated(withViewer(YARD));
        IntStream.range(0, 20).forEach(i -> negotiations.negotiated(withCamera(YARD, i, "v=0\r\n")));
        IntStream.range(0, 3).forEach(i -> negotiations.negotiated(withViewer(YARD)));

        assertThat(negotiations.of(YARD).kept().stream().map(NegotiationsTest::number))
                .containsExactly(-1L, -1L, -1L, 19L, 18L, 17L, 16L, 15L, 14L, 13L, 12L, -1L);
        negotiations.negotiated(withViewer(YARD));
        assertThat(negotiations.of(YARD).kept()).hasSize(Shelf.CAMERA.places() + Shelf.VIEWERS.places());
        assertThat(negotiations.of(new CameraId("door")).kept()).isEmpty();
    }

    @Test
    void theVersionTellsEveryChange() {
        Negotiations negotiations = new Negotiations();
        long before = negotiations.of(YARD).version();
        negotiations.negotiated(withCamera(YARD, 1, "v=0\r\n"));

        assertThat(negotiations.of(YARD).version()).isNotEqualTo(before);
        assertThat(negotiations.of(YARD).version())
                .isEqualTo(negotiations.of(YARD).version());
    }

    @Test
    void ofACameraThatIsForgottenNothingIsLeftAndNoVersionComesTwice() {
        Negotiations negotiations = new Negotiations(100, 100);
        negotiations.negotiated(withCamera(YARD, 1, "v=0\r\n"));
        long before = negotiations.of(YARD).version();
        negotiations.forget(YARD);

        assertThat(negotiations.of(YARD).kept()).isEmpty();
        negotiations.negotiated(withCamera(YARD, 2, "v=0\r\n"));
        assertThat(negotiations.of(YARD).kept()).hasSize(1);
        assertThat(negotiations.of(YARD).version()).isNotEqualTo(before);
    }

    @Test
    void secretsAreNotRemembered() {
        Negotiations negotiations = new Negotiations();
        negotiations.negotiated(withCamera(YARD, 1, "v=0\r\na=ice-pwd:secret\r\n"));

        assertThat(negotiations.of(YARD).kept().get(0).toString())
                .contains("a=ice-pwd:xxxxxx")
                .doesNotContain("secret");
    }

    @Test
    void whatIsTooLongIsRememberedWithoutItsText() {
        Negotiations negotiations = new Negotiations();
        negotiations.negotiated(withCamera(YARD, 1, "a".repeat(Negotiations.LONGEST)));
        Kept kept = negotiations.of(YARD).kept().get(0);

        assertThat(kept.tooLong()).isTrue();
        assertThat(kept.what().offer()).isEmpty();
        assertThat(kept.what().given()).isEmpty();
    }

    @Test
    void ofAllCamerasTogetherTheOldestGoesFirst() {
        Negotiations negotiations = new Negotiations(3_000, 0);
        CameraId door = new CameraId("door");
        negotiations.negotiated(withCamera(YARD, 1, "a".repeat(300)));
        negotiations.negotiated(withCamera(door, 1, "a".repeat(300)));
        negotiations.negotiated(withCamera(YARD, 2, "a".repeat(300)));
        assertThat(negotiations.of(YARD).kept()).hasSize(2);
        negotiations.negotiated(withCamera(door, 2, "a".repeat(300)));

        assertThat(negotiations.of(YARD).kept().stream().map(NegotiationsTest::number))
                .containsExactly(2L);
        assertThat(negotiations.of(door).kept()).hasSize(2);
    }

    @Test
    void whatComesToNothingGoesToAShelfOfItsOwnAndDrivesNoOtherOut() {
        Negotiations negotiations = new Negotiations();
        IntStream.range(1, 9).forEach(i -> negotiations.negotiated(withCamera(YARD, i, "v=0\r\n")));
        for (int i = 9; i < 30; i++) {
            negotiations.negotiated(withCamera(YARD, i, "v=0\r\n"));
            negotiations.cameToNothing(YARD, i, new Failure(Reached.TOLD, "camera-unavailable", "reason " + i % 6));
        }
        List<Kept> kept = negotiations.of(YARD).kept();

        assertThat(kept.stream().filter(one -> one.what().failure().isEmpty()).map(NegotiationsTest::number))
                .containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L);
        assertThat(kept.stream().filter(one -> one.what().failure().isPresent()))
                .hasSize(Shelf.FAILED.places());
        negotiations.cameToNothing(YARD, 8, new Failure(Reached.TOLD, "camera-unavailable", "reason 5"));
        assertThat(negotiations.of(YARD).kept().get(0).times()).isEqualTo(2);
    }

    @Test
    void whatFailedHasALengthOfItsOwn() {
        Negotiations negotiations = new Negotiations(900, 900);
        negotiations.negotiated(withCamera(YARD, 1, "a".repeat(300)));
        for (int i = 0; i < 4; i++) {
            negotiations.negotiated(withCamera(YARD, 0, "a".repeat(300))
                    .failed(new Failure(Reached.OFFERED, "bad-offer", "reason " + i)));
        }

        assertThat(negotiations.of(YARD).kept().stream().map(NegotiationsTest::number))
                .containsExactly(0L, 1L);
    }

    @Test
    void aReasonIsMaskedAndCutAndATextThatIsTooLongIsNotKept() {
        Negotiations negotiations = new Negotiations();
        Failure failure = new Failure(
                Reached.OFFERED, "bad-offer", "line 4 is 'a=ice-pwd:secret'\n" + "a".repeat(Remembered.LONGEST_REASON));
        negotiations.negotiated(
                withCamera(YARD, 0, "a".repeat(Negotiations.LONGEST_FAILED)).failed(failure));
        Kept kept = negotiations.of(YARD).kept().get(0);

        assertThat(kept.tooLong()).isTrue();
        assertThat(kept.what().given()).isEmpty();
        assertThat(kept.what().failure().orElseThrow().reason())
                .startsWith("line 4 is 'a=ice-pwd:xxxxxxx\n")
                .hasSize(Remembered.LONGEST_REASON + 2);
    }

    @Test
    void verdictsAreKeptInTheirOrderAndProofOutlivesDoubt() {
        List<Measured> known = List.of();
        for (Verdict verdict :
                List.of(Verdict.UNPROVEN, Verdict.NO_MEDIA, Verdict.TRAPPED, Verdict.TRAPPED, Verdict.UNPROVEN)) {
            known = Verdicts.with(known, new Measured(verdict, Instant.EPOCH, "seen"));
        }

        assertThat(known.stream().map(Measured::verdict)).containsExactly(Verdict.NO_MEDIA, Verdict.TRAPPED);
        for (int i = 0; i < 20; i++) {
            known = Verdicts.with(
                    known, new Measured(i % 2 == 0 ? Verdict.DELIVERED : Verdict.SILENT, Instant.EPOCH, ""));
        }
        assertThat(known).hasSize(Verdicts.MOST);
    }
}
