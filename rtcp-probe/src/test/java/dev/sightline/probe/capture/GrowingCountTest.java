package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A counter of 32 bits")
class GrowingCountTest {
    private final GrowingCount count = new GrowingCount();

    @Test
    void goesOnWhereItBeginsAnew() {
        for (long at = 0; at <= 9_000_000_000L; at += 1_500_000_000L) {
            assertThat(count.at(at & 0xffff_ffffL)).isEqualTo(at);
        }
    }
}
