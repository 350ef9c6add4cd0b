package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.rtp.ReportBlock;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private final Reception reception = new Reception();
    private final SourceStream stream = new SourceStream(Codec.H264, 7);

    @Test
    void aBlockInBetweenTellsTheSameAsAReportButEndsNoInterval() {
        receive(100, 101, 102, 103, 105);
        ReportBlock between = reception.block(0).get(0);
        assertThat(between.fractionLost()).as("no interval has ended yet").isZero();
        assertThat(between.cumulativeLost()).isEqualTo(1);

        ReportBlock regular = reception.report(0).get(0);
        assertThat(regular.fractionLost()).isEqualTo(256 / 5);
        assertThat(reception.block(0)).containsExactly(regular);
    }

    @Test
    void aSilentSourceIsReportedNoMoreUntilItIsBack() {
        receive(100, 101, 102);
        assertThat(reception.report(Reception.SILENCE_NANOS - 1)).hasSize(1);
        assertThat(reception.report(Reception.SILENCE_NANOS)).isEmpty();
        assertThat(reception.block(Reception.SILENCE_NANOS)).isEmpty();

        reception.received(stream, 103, 0, 100, Reception.SILENCE_NANOS);
        assertThat(reception.report(Reception.SILENCE_NANOS)).hasSize(1);
    }

    @Test
    void aSourceThatEndedIsReportedNoMoreUntilItIsBack() {
        receive(100, 101, 102);
        reception.ended();
        assertThat(reception.report(0)).isEmpty();

        receive(103);
        assertThat(reception.report(0)).hasSize(1);
    }

    private void receive(int... sequenceNumbers) {
        for (int number : sequenceNumbers) {
            reception.received(stream, number, 0, 100, 0);
        }
    }
}
