package dev.sightline.relay;

import org.jspecify.annotations.Nullable;

/**
 * Maps the numbers of whatever a viewer is fed with to one continuous stream: no hole in the sequence where frames were left out or the
 * source was switched, timestamps that go on by the time that passed. Losses on the camera's side stay visible as holes. No
 * sequence number is ever given twice. Belongs to the viewer's loop.
 */
final class RtpRewriter {
    /** What {@link #sequence} gives for a packet that is older than the last seam: its number belongs to another one. */
    static final int TOO_LATE = -1;

    private @Nullable SourceStream stream;
    /** Input below this came before the last seam. */
    private long floor;

    private long sequenceOffset;
    private long nextSequence;
    private long timestampOffset;
    private boolean begun;
    private long lastTimestamp;
    private long lastArrivalNanos;

    /**
     * The first numbers should be random (RFC 3550, 5.1); a sequence that starts in the lower half cannot wrap before the receiver has
     * seen a packet, which SRTP could not follow (RFC 3711, 3.3.1).
     */
    RtpRewriter(int firstSequence, long firstTimestamp) {
        this.nextSequence = firstSequence;
        this.lastTimestamp = firstTimestamp;
    }

    /**
     * Prepares for the packets of {@code frame}.
     *
     * @param frameTimestamp as the frame's packets carry it
     * @param seam whether something was left out before it
     */
    void begin(MediaFrame frame, long frameTimestamp, boolean seam) {
        boolean switched = frame.stream() != stream;
        if (switched || seam) {
            floor = frame.lowestSequence();
            sequenceOffset = nextSequence - floor;
        }
        if (switched) {
            stream = frame.stream();
            timestampOffset = continuation(frame) - frameTimestamp;
        }
        begun = true;
        lastTimestamp = timestamp(frameTimestamp);
        lastArrivalNanos = frame.arrivalNanos();
    }

    /** 0 to 65535, or {@link #TOO_LATE}. */
    int sequence(long extendedSequence) {
        if (extendedSequence < floor) {
            return TOO_LATE;
        }
        long out = extendedSequence + sequenceOffset;
        nextSequence = Math.max(nextSequence, out + 1);
        return (int) (out & 0xffff);
    }

    /** 32 bits. */
    long timestamp(long sourceTimestamp) {
        return (sourceTimestamp + timestampOffset) & 0xffff_ffffL;
    }

    private long continuation(MediaFrame frame) {
        if (!begun) {
            return lastTimestamp;
        }
        long elapsed = RtpClock.units(
                frame.arrivalNanos() - lastArrivalNanos, frame.stream().codec().clockRate());
        return lastTimestamp + Math.max(1, elapsed);
    }
}
