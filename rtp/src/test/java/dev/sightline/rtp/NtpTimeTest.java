package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NtpTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-11-24T10:37:24.123456789Z",
                "2036-02-07T06:28:15.999999999Z",
                "2036-02-07T06:28:16Z",
                "2040-01-01T00:00:00.000000001Z"
            })
    void anInstantSurvivesToTheNanosecondAndAcrossTheEra(String text) {
        Instant instant = Instant.parse(text);
        assertThat(NtpTime.toInstant(NtpTime.ofInstant(instant))).isEqualTo(instant);
    }

    @Test
    void theEpochOf1970IsTheSecondsSince1900() {
        assertThat(NtpTime.fromMillis(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(NtpTime.fromMillis(500) & 0xffff_ffffL).isEqualTo(0x8000_0000L);
    }

    @Test
    void theMiddleBitsAreUnsigned() {
        assertThat(NtpTime.middle32(0x1234_ffff_ffff_5678L)).isEqualTo(0xffff_ffffL);
        assertThat(NtpTime.middle32(0xeeaf_76ae_8f9d_b22dL)).isEqualTo(0x76ae_8f9dL);
    }

    @ParameterizedTest(name = "{0} ns → {1}")
    @CsvSource({
        "0, 0",
        "-1, 0",
        "500000000, 32768",
        "65535000000000, 4294901760",
        "65536000000000, 4294967295",
        "9000000000000000000, 4294967295"
    })
    void delaysAreClampedToTheirField(long nanos, long units) {
        assertThat(NtpTime.toShort(Duration.ofNanos(nanos))).isEqualTo(units);
    }

    @Test
    void unitsReadAsTime() {
        assertThat(NtpTime.fromShort(0x1_8000)).isEqualTo(Duration.ofMillis(1500));
        assertThat(NtpTime.fromShort(0xffff_ffffL)).isLessThan(Duration.ofSeconds(65_536));
    }
}
