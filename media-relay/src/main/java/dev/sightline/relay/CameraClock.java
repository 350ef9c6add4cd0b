package dev.sightline.relay;

import java.util.EnumMap;
import java.util.Map;

/**
 * One mapping from a camera's clock to ours, for its audio and video together, so that viewers can play them in time. Sender reports
 * say how RTP timestamps lie on the camera's NTP clock (RFC 3550, 6.4.1); one shared offset says how that clock lies on ours. A stream
 * that no report has spoken of is placed by the arrival of its first packet. Belongs to the camera's loop.
 */
final class CameraClock {
    /** A difference beyond this is a camera that set its clock, not jitter or drift. */
    private static final long STEP_NANOS = 1_000_000_000L;
    /** The part of a difference that each report corrects: drift is followed, jitter is smoothed. */
    private static final int SMOOTHING = 16;

    private final Map<MediaType, Anchor> anchors = new EnumMap<>(MediaType.class);
    private long offset;
    private boolean hasOffset;

    /** Where one stream's timestamps lie; {@code foreign} is on the camera's clock when {@code reported}, else on ours. */
    private record Anchor(SourceStream stream, long foreign, long rtpTimestamp, boolean reported) {}

    /** Places a stream by its first packet; later packets of it change nothing. */
    void packet(SourceStream stream, long rtpTimestamp, long arrivalNanos) {
        Anchor anchor = anchors.get(stream.codec().mediaType());
        if (anchor == null || anchor.stream() != stream) {
            anchors.put(stream.codec().mediaType(), new Anchor(stream, arrivalNanos, rtpTimestamp, false));
        }
    }

    /** Places a stream by what its sender report says. */
    void senderReport(SourceStream stream, long ntp, long rtpTimestamp, long arrivalNanos) {
        long foreign = MediaTime.foreignNanos(ntp);
        long seen = arrivalNanos - foreign;
        if (!hasOffset) {
            offset = seen;
            hasOffset = true;
        } else if (Math.abs(seen - offset) > STEP_NANOS) {
            step(offset - seen);
            offset = seen;
        } else {
            offset += (seen - offset) / SMOOTHING;
        }
        anchors.put(stream.codec().mediaType(), new Anchor(stream, foreign, rtpTimestamp, true));
    }

    /** How the timestamps of {@code stream} lie on our clock now; the stream must have been placed. */
    RtpClock of(SourceStream stream) {
        Anchor anchor = anchors.get(stream.codec().mediaType());
        if (anchor == null || anchor.stream() != stream) {
            throw new IllegalStateException("no packet of this stream has been placed yet");
        }
        long nanos = anchor.reported() ? anchor.foreign() + offset : anchor.foreign();
        return new RtpClock(nanos, anchor.rtpTimestamp(), stream.codec().clockRate());
    }

    /** The camera's clock was set by {@code nanos}: what other streams reported before must not tear them from this one. */
    private void step(long nanos) {
        anchors.replaceAll((type, anchor) -> anchor.reported()
                ? new Anchor(anchor.stream(), anchor.foreign() + nanos, anchor.rtpTimestamp(), true)
                : anchor);
    }
}
