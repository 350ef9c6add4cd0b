package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
    private static final int CLOCK = 90_000;
    private static final long FRAME_NANOS = 40_000_000;
    private static final long FRAME_TICKS = 3600;
    /** Far beyond what nanoseconds times the clock rate could be multiplied to in 64 bits. */
    private static final long START = Long.MAX_VALUE - 1_000 * FRAME_NANOS;

    private final ReceptionStatistics statistics = new ReceptionStatistics(CLOCK);

    private boolean receive(int sequence) {
        return statistics.received(
                sequence & 0xffff, sequence * FRAME_TICKS & 0xffff_ffffL, START + (sequence & 0x3ff) * FRAME_NANOS);
    }

    private void receive(int from, int to) {
        for (int sequence = from; sequence < to; sequence++) {
            receive(sequence);
        }
    }

    @Test
    void oneStrayPacketIsNotASource() {
        assertThat(receive(5)).isFalse();
        assertThat(receive(900)).isFalse();
        assertThat(statistics.isValid()).isFalse();
        assertThat(statistics.expected()).isZero();
        assertThat(statistics.lost()).isZero();
        assertThat(receive(901)).isTrue();
        assertThat(statistics.isValid()).isTrue();
        assertThat(statistics.expected()).isEqualTo(1);
        assertThat(statistics.received()).isEqualTo(1);
    }

    @Test
    void everythingReceivedMeansNothingLost() {
        receive(0, 101);
        ReportBlock block = statistics.report(7, 8, 9);
        assertThat(block).isEqualTo(new ReportBlock(7, 0, 0, 100, 0, 8, 9));
    }

    @Test
    void theFractionSpeaksOfTheIntervalAndTheCountOfAllTime() {
        receive(0, 51);
        statistics.report(1, 0, 0);
        receive(76, 101); // 25 of the 50 that this interval should have brought
        ReportBlock block = statistics.report(1, 0, 0);
        assertThat(block.fractionLost()).isEqualTo(128);
        assertThat(block.cumulativeLost()).isEqualTo(25);
        receive(101, 111);
        block = statistics.report(1, 0, 0);
        assertThat(block.fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isEqualTo(25);
        assertThat(statistics.report(1, 0, 0).fractionLost()).isZero();
    }

    @Test
    void latePacketsBalanceTheLossAndDuplicatesMakeItNegative() {
        receive(0, 11);
        receive(12, 21);
        assertThat(statistics.lost()).isEqualTo(1);
        receive(11);
        assertThat(statistics.lost()).isZero();
        receive(20);
        receive(19);
        assertThat(statistics.report(1, 0, 0).cumulativeLost()).isEqualTo(-2);
        assertThat(statistics.highestSequence()).isEqualTo(20);
    }

    @Test
    void sequenceNumbersAreCountedAcrossTheirWrap() {
        receive(65_530, 65_546);
        assertThat(statistics.report(1, 0, 0).highestSequence()).isEqualTo(65_545);
        assertThat(statistics.lost()).isZero();
        receive(65_533); // late, from before the wrap
        assertThat(statistics.highestSequence()).isEqualTo(65_545);
    }

    @Test
    void aRestartedSenderIsFollowedAndAStrayJumpIsNot() {
        receive(0, 101);
        assertThat(receive(30_000)).isFalse();
        receive(101, 111);
        assertThat(statistics.highestSequence()).isEqualTo(110);
        assertThat(statistics.lost()).isZero();

        assertThat(receive(40_000)).isFalse();
        assertThat(receive(40_001)).isTrue();
        assertThat(statistics.highestSequence()).isEqualTo(40_001);
        assertThat(statistics.expected()).isEqualTo(1);
        ReportBlock block = statistics.report(1, 0, 0);
        assertThat(block.fractionLost()).isZero();
        assertThat(block.cumulativeLost()).isZero();
    }

    @Test
    void jitterFollowsTheRunningAverageOfTheRfc() {
        statistics.received(0, 0, 0);
        statistics.received(1, 0, 0);
        statistics.received(2, 0, 1_000_000_000L * 160 / CLOCK); // 160 ticks late
        assertThat(statistics.jitter()).isBetween(9L, 10L); // 160 / 16
        for (int i = 3; i < 300; i++) {
            statistics.received(i, 0, 1_000_000_000L * 160 * (i % 2 == 0 ? 1 : 0) / CLOCK);
        }
        assertThat(statistics.jitter()).isBetween(157L, 160L);
    }

    @Test
    void aSteadySourceHasNoJitterEvenWhereItsTimestampWraps() {
        long ticks = 0xffff_ffffL - 50 * FRAME_TICKS;
        for (int i = 0; i < 100; i++) {
            statistics.received(i, (ticks + i * FRAME_TICKS) & 0xffff_ffffL, -500 + i * FRAME_NANOS);
        }
        assertThat(statistics.jitter()).isLessThanOrEqualTo(1);
    }

    @Test
    void randomTrafficAlwaysMakesAReportThatFitsItsFields() {
        Random random = new Random(42);
        int sequence = 0;
        for (int i = 0; i < 300_000; i++) {
            sequence = random.nextInt(50) == 0 ? random.nextInt(65_536) : sequence + random.nextInt(4) - 1;
            statistics.received(sequence & 0xffff, random.nextInt() & 0xffff_ffffL, random.nextLong());
            if (i % 10 == 0) {
                ReportBlock block = statistics.report(1, 0, 0);
                assertThat(block.fractionLost()).isBetween(0, 255);
            }
        }
    }

    @Test
    void aClockRateMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReceptionStatistics(0));
    }
}
