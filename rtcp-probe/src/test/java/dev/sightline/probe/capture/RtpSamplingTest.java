package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How much of the RTP is captured")
class RtpSamplingTest {
    private static final int MILLIS = 10;

    private final RtpSampling sampling = new RtpSampling(16, 1_000, 0);
    private final List<String> changes = new ArrayList<>();
    private long millis;
    private double sent;
    private double captured;

    /** RTP at a rate, of which the filter passes what it does. */
    private void flow(int seconds, int perSecond) {
        for (long end = millis + 1_000L * seconds; millis < end; ) {
            millis += MILLIS;
            sent += perSecond * MILLIS / 1_000.0;
            for (; captured + sampling.now() <= sent; captured += sampling.now()) {
                sampling.captured();
            }
            if (sampling.changesAt(TimeUnit.MILLISECONDS.toNanos(millis))) {
                changes.add((sampling.isSampling() ? "sample at " : "all at ") + millis);
            }
        }
    }

    @ParameterizedTest(name = "{0} packets/s: all after half a second: {1}")
    @CsvSource({"0, true", "2, true", "400, true", "800, false", "52000, false"})
    void isAllSoonWhereLittleComes(int perSecond, boolean all) {
        flow(30, perSecond);

        assertThat(changes).isEqualTo(all ? List.of("all at 500") : List.of());
    }

    @Test
    void becomesASampleAsSoonAsMuchComesAndAllAgainAfterSomeCalm() {
        flow(1, 100);
        flow(3, 52_000);
        flow(10, 100);

        assertThat(changes).hasSize(3);
        assertThat(changes.get(1)).isEqualTo("sample at 1010");
        assertThat(changes.get(2)).isBetween("all at 8500", "all at 9500");
    }

    @Test
    void staysWhatItIsBetweenTheTwoRates() {
        flow(1, 100);
        flow(60, 900);
        assertThat(sampling.isSampling()).isFalse();

        flow(1, 2_000);
        flow(60, 900);
        assertThat(sampling.isSampling()).isTrue();
        assertThat(changes).hasSize(2);
    }
}
