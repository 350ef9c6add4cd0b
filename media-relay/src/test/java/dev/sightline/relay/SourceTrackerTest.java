package dev.sightline.relay;

import static dev.sightline.relay.SourceTracker.PROOF;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceTrackerTest {
    private static final long MILLI = 1_000_000L;

    private final SourceTracker tracker = new SourceTracker();
    private long now = 1;

    private long accept(long ssrc, Codec codec, int sequenceNumber) {
        return tracker.accept(ssrc, codec, sequenceNumber, now);
    }

    /** In sequence, one each 20 ms; the last one's result. */
    private long send(long ssrc, int first, int count) {
        long last = 0;
        for (int i = 0; i < count; i++) {
            now += 20 * MILLI;
            last = accept(ssrc, Codec.H264, first + i);
        }
        return last;
    }

    private long taken() {
        return tracker.current().orElseThrow().ssrc();
    }

    @Test
    void anotherSsrcTakesOverAfterThreePacketsInSequence() {
        accept(1, Codec.H264, 10);
        SourceStream before = tracker.current().orElseThrow();

        assertThat(accept(2, Codec.H264, 500)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(accept(2, Codec.H264, 501)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(accept(2, Codec.H264, 502)).isPositive();
        assertThat(tracker.current()).isNotEqualTo(java.util.Optional.of(before));
    }

    @Test
    void theProofBelongsToTheNewRunAndPassesOnce() {
        accept(1, Codec.H264, 10);
        accept(2, Codec.H264, 65_535);
        accept(2, Codec.H264, 0);
        accept(2, Codec.H264, 1);

        assertThat(accept(2, Codec.H264, 65_535)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(accept(2, Codec.H264, 0)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(accept(2, Codec.H264, 2)).isPositive();
    }

    @Test
    void anotherSsrcBesideALivingOneIsNeverTaken() {
        for (int i = 0; i < 50; i++) {
            assertThat(accept(1, Codec.H264, i)).isPositive();
            if (i > 0) {
                assertThat(accept(2, Codec.H264, 700 + i)).isNegative();
            }
        }
    }

    @Test
    void anotherCodecBeginsAnotherRun() {
        accept(1, Codec.OPUS, 10);
        accept(1, Codec.PCMU, 11);

        assertThat(tracker.current().orElseThrow().codec()).isEqualTo(Codec.PCMU);
    }

    @Test
    void aRestartOfTheSequenceBeginsAnotherRun() {
        accept(1, Codec.H264, 10);
        SourceStream before = tracker.current().orElseThrow();
        accept(1, Codec.H264, 40_000);
        assertThat(tracker.current()).containsSame(before);
        accept(1, Codec.H264, 40_001);

        assertThat(tracker.current().orElseThrow()).isNotSameAs(before);
    }

    @Test
    void whoSendsKeepsItsPlaceHoweverManyPacketsOfAnotherComeBetween() {
        send(1, 0, PROOF);
        for (int i = 0; i < 20; i++) {
            assertThat(send(2 + i % 2, 500 + 40 * i, 40)).isEqualTo(SourceTracker.OTHER_SOURCE);
            assertThat(send(1, PROOF + i, 1)).isPositive();
        }
    }

    @Test
    void anotherSsrcWithoutAGapIsTakenAfterASecond() {
        send(1, 0, 100);
        send(2, 0, 49);
        assertThat(taken()).isEqualTo(1);
        send(2, 49, PROOF);
        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void aStrayPacketHoldsNoPlace() {
        send(1, 0, PROOF - 1);
        send(2, 0, PROOF);
        assertThat(taken()).isEqualTo(2);
    }

    @Test
    void afterAGoodbyeTheNextIsTakenAtOnce() {
        send(1, 0, 100);
        tracker.reset();
        assertThat(send(2, 0, 1)).isPositive();
    }

    @Test
    void whoCameInAPauseGivesThePlaceBack() {
        send(1, 0, 1_000);
        now += SourceTracker.SILENCE_NANOS;
        send(2, 0, 500);
        assertThat(taken()).isEqualTo(2);

        assertThat(send(3, 0, 10)).isEqualTo(SourceTracker.OTHER_SOURCE);
        send(1, 1_500, PROOF);
        assertThat(taken()).isEqualTo(1);
        assertThat(send(2, 500, 10)).isEqualTo(SourceTracker.OTHER_SOURCE);
    }

    @Test
    void aCameraThatCameBackWithAnotherSsrcIsTheOneThatIsKnownInTime() {
        send(1, 0, 100);
        now += SourceTracker.SILENCE_NANOS;
        send(2, 0, 200);
        assertThat(send(1, 100, 10)).isEqualTo(SourceTracker.OTHER_SOURCE);
    }
}
