package dev.sightline.probe;

import java.time.Duration;

/**
 * The bounds of a capture.
 *
 * @param snapLength octets kept of each frame: headers and RTCP; RTP payload is never looked at
 * @param bufferBytes the kernel's ring for each interface
 * @param maxInterfaces interfaces captured on at once
 * @param burst frames read from one interface before the next one has its turn
 * @param idle how long to sleep when no interface had a frame
 * @param rescan how often interfaces and the kernel's drop counters are looked at
 * @param judging how often verdicts are given
 */
record CaptureLimits(
        int snapLength,
        int bufferBytes,
        int maxInterfaces,
        int burst,
        Duration idle,
        Duration rescan,
        Duration judging) {
    static final CaptureLimits DEFAULT = new CaptureLimits(
            512, 4 << 20, 64, 256, Duration.ofMillis(2), Duration.ofSeconds(1), Duration.ofMillis(500));
}
