package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The bounds of a capture")
class CaptureLimitsTest {
    /** A ring has 64 blocks of 256 KiB, as libpcap makes them, or fewer: together they last for 3 s of few packets. */
    @ParameterizedTest(name = "{0} interfaces: rings of {1} KiB, closed each {2} ms, looked at each {3} ms")
    @CsvSource({
        "0, 16384, 50, 50",
        "1, 16384, 50, 50",
        "6, 16384, 50, 50",
        "12, 8192, 100, 100",
        "64, 1536, 500, 100",
        "900, 1536, 500, 100",
    })
    void aSmallRingIsFilledMoreSlowly(int interfaces, int kibibytes, int millis, int pause) {
        assertThat(CaptureLimits.DEFAULT.bufferBytes(interfaces)).isEqualTo(kibibytes * 1_024);
        assertThat(CaptureLimits.DEFAULT.block(interfaces)).hasMillis(millis);
        assertThat(CaptureLimits.DEFAULT.pause(interfaces)).hasMillis(pause);
    }
}
