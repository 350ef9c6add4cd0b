package dev.sightline.rtp;

import java.time.Duration;
import java.time.Instant;

/**
 * NTP timestamps as sender reports carry them: 32 bits of seconds since 1900, 32 bits of fraction.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3550#section-4">RFC 3550, 4</a>
 */
public final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long ERA = 1L << 32;

    private NtpTime() {}

    /** 64-bit NTP time of milliseconds since 1970. */
    public static long fromMillis(long epochMillis) {
        return ofInstant(Instant.ofEpochMilli(epochMillis));
    }

    /** 64-bit NTP time; seconds wrap in 2036 as the format does. */
    public static long ofInstant(Instant instant) {
        // Rounded up, so that toInstant gives the same nanosecond back.
        long fraction = (((long) instant.getNano() << 32) + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
        return (instant.getEpochSecond() + SECONDS_1900_TO_1970) << 32 | fraction;
    }

    /** The instant of a 64-bit NTP time; seconds below 2^31 lie in the era that begins in 2036 (RFC 4330, 3). */
    public static Instant toInstant(long ntp) {
        long seconds = ntp >>> 32;
        long era = seconds < ERA / 2 ? ERA : 0;
        long nanos = ((ntp & UnsignedField.MAX_32) * NANOS_PER_SECOND) >>> 32;
        return Instant.ofEpochSecond(seconds + era - SECONDS_1900_TO_1970, nanos);
    }

    /** The middle 32 bits, in 1/65536 s: what a report block's LSR holds. */
    public static long middle32(long ntp) {
        return ntp >>> 16 & UnsignedField.MAX_32;
    }

    /** 1/65536 s units, as in DLSR, of a duration; negative ones give 0, those beyond 18 h the greatest value. */
    public static long toShort(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        if (duration.toSeconds() > 0xffff) {
            return UnsignedField.MAX_32;
        }
        return (duration.toSeconds() << 16) + ((long) duration.toNanosPart() << 16) / NANOS_PER_SECOND;
    }

    /** The duration of 1/65536 s units, as in DLSR. */
    public static Duration fromShort(long units) {
        return Duration.ofNanos((units * NANOS_PER_SECOND) >> 16);
    }
}
