package dev.sightline.probe.capture;

import java.time.Duration;

/**
 * The bounds of a capture.
 *
 * @param snapLength octets kept of each frame: the headers, and the whole of a compound of RTCP
 * @param rtpSampling one RTP packet in this many is captured where much comes, by its sequence number; a power of two
 * @param mostWhole packets a second of RTP on one interface that are captured whole
 * @param block how long the kernel gathers frames before it hands them over, while no ring has to be small
 * @param largestBuffer octets of the kernel's ring for one interface, at most
 * @param allBuffers octets of all rings together: it is memory of the kernel, which cannot be swapped
 * @param maxInterfaces interfaces captured on at once
 * @param burst frames read from one interface before the next one has its turn
 * @param rescan how often interfaces and the kernel's drop counters are looked at
 * @param judging how often verdicts are given
 */
public record CaptureLimits(
        int snapLength,
        int rtpSampling,
        int mostWhole,
        Duration block,
        int largestBuffer,
        int allBuffers,
        int maxInterfaces,
        int burst,
        Duration rescan,
        Duration judging) {
    public static final CaptureLimits DEFAULT = new CaptureLimits(
            1_600,
            16,
            1_000,
            Duration.ofMillis(50),
            16 << 20,
            96 << 20,
            64,
            1_024,
            Duration.ofSeconds(1),
            Duration.ofMillis(500));

    private static final Duration LONGEST_BLOCK = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /**
     * How long the kernel gathers frames when there are this many interfaces. It closes a part of the ring each time,
     * however few came: a small ring would be full after a moment in which this process has no processor.
     */
    Duration block(int interfaces) {
        long millis = block.toMillis() * Math.max(1, largestBuffer / bufferBytes(interfaces));
        return Duration.ofMillis(Math.max(block.toMillis(), Math.min(LONGEST_BLOCK.toMillis(), millis)));
    }

    /**
     * How long to sleep when every interface was read empty: each look at one costs as much as many frames, and a block that
     * is not there yet comes no sooner.
     */
    Duration pause(int interfaces) {
        Duration block = block(interfaces);
        return block.compareTo(LONGEST_PAUSE) < 0 ? block : LONGEST_PAUSE;
    }

    /** Octets of each ring when there are this many interfaces. */
    public int bufferBytes(int interfaces) {
        return Math.min(largestBuffer, allBuffers / Math.min(Math.max(interfaces, 1), maxInterfaces));
    }
}
