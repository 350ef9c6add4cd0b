package dev.sightline.bench;

import dev.sightline.rtp.NtpTime;
import java.time.Instant;

/**
 * The one clock of a camera: every stream's timestamps and every sender report come from it, so that a receiver can
 * play audio and video together. It never jumps, whatever happens to the wall clock.
 */
final class CameraClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long startNanos = System.nanoTime();
    private final Instant startInstant = Instant.now();

    /** Nanoseconds since the camera was started. */
    long nanos() {
        return System.nanoTime() - startNanos;
    }

    /** 64-bit NTP time of a moment of {@link #nanos()}. */
    long ntp(long nanos) {
        return NtpTime.ofInstant(startInstant.plusNanos(nanos));
    }

    /** A moment of {@link #nanos()} in units of an RTP clock. */
    static long ticks(long nanos, int clockRate) {
        return nanos / NANOS_PER_SECOND * clockRate + nanos % NANOS_PER_SECOND * clockRate / NANOS_PER_SECOND;
    }
}
