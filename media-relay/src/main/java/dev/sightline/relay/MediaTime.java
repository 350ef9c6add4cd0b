package dev.sightline.relay;

import dev.sightline.rtp.NtpTime;
import java.time.Instant;

/**
 * The one clock of the media path: {@link System#nanoTime()}, tied once to the wall clock. So reports to cameras and viewers
 * share a time line that no correction of the wall clock can tear.
 */
@SuppressWarnings("TimeInStaticInitializer") // tying the two clocks together once is what this class is for
final class MediaTime {
    private static final long START_NANOS = System.nanoTime();
    private static final Instant START = Instant.now();

    private MediaTime() {}

    /** Nanoseconds on a clock that only goes forward. */
    static long now() {
        return System.nanoTime();
    }

    /** The 64-bit NTP time of a value of {@link #now()}. */
    static long ntp(long nanos) {
        return NtpTime.ofInstant(START.plusNanos(nanos - START_NANOS));
    }

    /** Nanoseconds since 1970 of an NTP time that somebody else's clock told; only differences of it mean something here. */
    static long foreignNanos(long ntp) {
        Instant instant = NtpTime.toInstant(ntp);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
