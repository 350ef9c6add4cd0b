package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceWindowTest {
    @Test
    void extendsOverTheWrap() {
        SequenceWindow window = new SequenceWindow(65_534);
        long first = window.highest();

        assertThat(window.accept(65_535)).isEqualTo(first + 1);
        assertThat(window.accept(0)).isEqualTo(first + 2);
        assertThat(window.accept(1)).isEqualTo(first + 3);
    }

    @Test
    void letsLatePacketsPassOnce() {
        SequenceWindow window = new SequenceWindow(10);
        long first = window.highest();
        window.accept(13);

        assertThat(window.accept(12)).isEqualTo(first + 2);
        assertThat(window.accept(12)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(window.accept(13)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(window.accept(10)).isEqualTo(SequenceWindow.REFUSED);
        assertThat(window.accept(11)).isEqualTo(first + 1);
    }

    @Test
    void aJumpCountsWhenTheNextPacketFollowsIt() {
        SequenceWindow window = new SequenceWindow(10);

        assertThat(window.accept(30_000)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(window.accept(11)).isPositive();
        assertThat(window.accept(40_000)).isEqualTo(SequenceWindow.UNPROVEN);
        assertThat(window.accept(40_001)).isEqualTo(SequenceWindow.RESTARTED);
    }

    @Test
    void nothingPassesTwice() {
        Random random = new Random(1);
        SequenceWindow window = new SequenceWindow(0);
        Set<Long> passed = new HashSet<>(Set.of(window.highest()));
        int next = 0;
        for (int i = 0; i < 200_000; i++) {
            next += random.nextInt(4);
            long extended = window.accept((next - random.nextInt(1_500)) & 0xffff);
            if (extended >= 0) {
                assertThat(passed.add(extended)).isTrue();
            }
        }
        assertThat(passed.size()).isGreaterThan(100_000);
    }
}
