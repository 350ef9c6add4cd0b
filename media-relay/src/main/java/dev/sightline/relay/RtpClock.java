package dev.sightline.relay;

/**
 * How one stream's RTP timestamps lie on {@link MediaTime}: at {@code nanos} its clock showed {@code rtpTimestamp}.
 *
 * @param nanos on {@link MediaTime#now()}'s clock
 * @param rtpTimestamp 32 bits
 * @param clockRate in Hz
 */
record RtpClock(long nanos, long rtpTimestamp, int clockRate) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The timestamp that the stream's clock shows at another time, 32 bits. */
    long timestampAt(long otherNanos) {
        return (rtpTimestamp + units(otherNanos - nanos, clockRate)) & 0xffff_ffffL;
    }

    /** Clock units of a span of time, without overflow for any span. */
    static long units(long spanNanos, int clockRate) {
        long seconds = Math.floorDiv(spanNanos, NANOS_PER_SECOND);
        long rest = Math.floorMod(spanNanos, NANOS_PER_SECOND);
        return seconds * clockRate + rest * clockRate / NANOS_PER_SECOND;
    }
}
