package dev.sightline.probe.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A host's clock")
class HostClockTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private Instant shown = START;
    private Duration passed = Duration.ZERO;

    /** Nanoseconds may be counted from anywhere, and past the greatest number. */
    private final HostClock clock = new HostClock(() -> shown, () -> Long.MAX_VALUE - 5 + passed.toNanos());

    private void pass(Duration time) {
        pass(time, time);
    }

    private void pass(Duration time, Duration shownToPass) {
        passed = passed.plus(time);
        shown = shown.plus(shownToPass);
    }

    @ParameterizedTest(name = "{0} s, of which it shows {1} s")
    @CsvSource({
        "0.5, 0.5",
        "0.5, 2.4",
        "0.5, -1.4",
        "1, 1.08",
        "1, 0.92",
        "30, 30",
        "30, 32.5",
        "30, 27.5",
        "3600, 3900",
    })
    void thatIsSlewedOrStoodStillWithTheProcessWasNotSet(double seconds, double shows) {
        pass(seconds(seconds), seconds(shows));
        assertThat(clock.look()).isEmpty();
        assertThat(clock.now()).isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0} s, of which it shows {1} s: {2}")
    @CsvSource({
        "0.5, -2,      back by 2.5 s",
        "0.5, 2.7,     'forward by 2.2 s, or the host slept'",
        "0.5, -599.5,  back by 600.0 s",
        "0.5, 3600.5,  'forward by 3600.0 s, or the host slept'",
        "30,  0,       back by 30.0 s",
        "1,   -1.7e9,  back by 1700000001.0 s",
    })
    void thatGoesElsewhereThanTheMonotonicOneWasSet(double seconds, double shows, String words) {
        pass(seconds(seconds), seconds(shows));
        ClockSet set = clock.look().orElseThrow();
        assertThat(set.at()).isEqualTo(shown);
        assertThat(set.inWords()).isEqualTo("this host's clock was set " + words);
        pass(Duration.ofSeconds(1));
        assertThat(clock.look()).as("once").isEmpty();
    }

    @Test
    void thatIsSlewedForLongWasNotSet() {
        for (int second = 0; second < 600; second++) {
            pass(Duration.ofSeconds(1), Duration.ofMillis(1_080));
            assertThat(clock.look()).isEmpty();
        }
    }

    @Test
    void thatIsReadWithAPauseInBetweenTellsNothingUntilTheNextLook() {
        Duration pause = Duration.ofSeconds(30);
        HostClock stopped = new HostClock(
                () -> {
                    pass(pause);
                    return shown;
                },
                () -> passed.toNanos());
        assertThat(stopped.look()).isEmpty();
        assertThat(stopped.look()).isEmpty();
    }

    @ParameterizedTest(name = "set by {0} s, a packet of {1} s later")
    @CsvSource({
        "-600, 0,      true",
        "-600, 0.9,    true",
        "-600, 599.5,  false",
        "-600, -0.1,   false",
        "-2.5, 2.4,    false",
        "3600, -3600,  false",
        "3600, -0.01,  false",
        "3600, 0.01,   true",
    })
    void tellsPacketsOfTheOtherSideWhereItWasSet(double by, double later, boolean isOfNow) {
        pass(Duration.ZERO, seconds(by));
        clock.look();
        assertThat(clock.isOfNow(shown.plus(seconds(later)))).isEqualTo(isOfNow);
    }

    @Test
    void tellsNoPacketFromAnotherWhereItWasNotSetLately() {
        assertThat(clock.isOfNow(START.minusSeconds(60))).isTrue();
        assertThat(clock.isOfNow(START.plusSeconds(60))).isTrue();
        pass(Duration.ZERO, Duration.ofHours(1));
        clock.look();
        pass(Duration.ofSeconds(11));
        clock.look();
        assertThat(clock.isOfNow(START)).isTrue();
    }

    /** What came while the process had no processor is read at once, before the clock is looked at again. */
    @Test
    void takesWhatWasCapturedLongAfterTheLastLook() {
        pass(Duration.ZERO, Duration.ofHours(1));
        clock.look();
        pass(Duration.ofSeconds(30));
        assertThat(clock.isOfNow(shown.minusSeconds(2))).isTrue();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
