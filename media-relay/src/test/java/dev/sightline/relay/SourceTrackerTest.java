package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceTrackerTest {
    private final SourceTracker tracker = new SourceTracker();

    @Test
    void anotherSsrcTakesOverAfterThreePacketsInSequence() {
        tracker.accept(1, Codec.H264, 10);
        SourceStream before = tracker.current().orElseThrow();

        assertThat(tracker.accept(2, Codec.H264, 500)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(tracker.accept(2, Codec.H264, 501)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(tracker.accept(2, Codec.H264, 502)).isPositive();
        assertThat(tracker.current()).isNotEqualTo(java.util.Optional.of(before));
    }

    @Test
    void theProofBelongsToTheNewRunAndPassesOnce() {
        tracker.accept(1, Codec.H264, 10);
        tracker.accept(2, Codec.H264, 65_535);
        tracker.accept(2, Codec.H264, 0);
        tracker.accept(2, Codec.H264, 1);

        assertThat(tracker.accept(2, Codec.H264, 65_535)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(tracker.accept(2, Codec.H264, 0)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(tracker.accept(2, Codec.H264, 2)).isPositive();
    }

    @Test
    void anotherSsrcBesideALivingOneIsNeverTaken() {
        for (int i = 0; i < 50; i++) {
            assertThat(tracker.accept(1, Codec.H264, i)).isPositive();
            if (i > 0) {
                assertThat(tracker.accept(2, Codec.H264, 700 + i)).isEqualTo(SequenceWindow.UNPROVEN);
            }
        }
    }

    @Test
    void anotherCodecBeginsAnotherRun() {
        tracker.accept(1, Codec.OPUS, 10);
        tracker.accept(1, Codec.PCMU, 11);

        assertThat(tracker.current().orElseThrow().codec()).isEqualTo(Codec.PCMU);
    }

    @Test
    void aRestartOfTheSequenceBeginsAnotherRun() {
        tracker.accept(1, Codec.H264, 10);
        SourceStream before = tracker.current().orElseThrow();
        tracker.accept(1, Codec.H264, 40_000);
        assertThat(tracker.current()).containsSame(before);
        tracker.accept(1, Codec.H264, 40_001);

        assertThat(tracker.current().orElseThrow()).isNotSameAs(before);
    }
}
