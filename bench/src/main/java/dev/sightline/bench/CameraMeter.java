package dev.sightline.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of one camera: written by its event loop only, read by any thread. */
final class CameraMeter {
    enum Count {
        RTP_PACKETS,
        RTP_OCTETS,
        VIDEO_FRAMES,
        KEYFRAMES,
        DROPPED_FRAMES,
        SENDER_REPORTS_SENT,
        NEGOTIATIONS,
        REFUSED_ANSWERS,
        KEEPALIVES,
        STRAY_PACKETS,
        RTCP_DATAGRAMS,
        SENDER_REPORTS,
        RECEIVER_REPORTS,
        SOURCE_DESCRIPTIONS,
        BYES,
        PLI,
        FIR,
        NACK,
        REMB,
        OTHER_RTCP,
        MALFORMED_RTCP
    }

    private static final long NONE = -1;

    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);
    private volatile CameraState state = CameraState.STARTING;
    private volatile Optional<String> lastRefusal = Optional.empty();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile long remb = NONE;
    private volatile long videoBitrate;
    private volatile long firstFeedbackNanos = NONE;
    private volatile long longestSilenceNanos;

    CameraMeter() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicLong());
        }
    }

    void add(Count count, long amount) {
        // A single writer: no read-modify-write instruction is needed.
        AtomicLong counter = counter(count);
        counter.lazySet(counter.get() + amount);
    }

    void increment(Count count) {
        add(count, 1);
    }

    void state(CameraState now) {
        state = now;
    }

    CameraState state() {
        return state;
    }

    void refused(String reason) {
        lastRefusal = Optional.of(reason);
        increment(Count.REFUSED_ANSWERS);
    }

    /** Why the gateway does not let it go on just now. */
    void troubled(String reason) {
        trouble = Optional.of(reason);
    }

    void untroubled() {
        trouble = Optional.empty();
    }

    void remb(long bitsPerSecond) {
        remb = bitsPerSecond;
    }

    void videoBitrate(long bitsPerSecond) {
        videoBitrate = bitsPerSecond;
    }

    void streamStarted() {
        firstFeedbackNanos = NONE;
        increment(Count.NEGOTIATIONS);
    }

    /** One RTCP datagram came, so long after the previous one, or after the first RTP packet where it is the first. */
    void feedback(boolean first, long nanosSincePrevious) {
        increment(Count.RTCP_DATAGRAMS);
        if (first) {
            firstFeedbackNanos = nanosSincePrevious;
        }
        silence(nanosSincePrevious);
    }

    void silence(long nanos) {
        if (nanos > longestSilenceNanos) {
            longestSilenceNanos = nanos;
        }
    }

    CameraCounters snapshot() {
        long first = firstFeedbackNanos;
        long lastRemb = remb;
        return new CameraCounters(
                state,
                of(Count.RTP_PACKETS),
                of(Count.RTP_OCTETS),
                of(Count.VIDEO_FRAMES),
                of(Count.KEYFRAMES),
                of(Count.DROPPED_FRAMES),
                of(Count.SENDER_REPORTS_SENT),
                of(Count.NEGOTIATIONS),
                of(Count.REFUSED_ANSWERS),
                lastRefusal,
                trouble,
                of(Count.KEEPALIVES),
                of(Count.STRAY_PACKETS),
                rtcp(),
                lastRemb == NONE ? OptionalLong.empty() : OptionalLong.of(lastRemb),
                videoBitrate,
                first == NONE ? Optional.empty() : Optional.of(Duration.ofNanos(first)),
                Duration.ofNanos(longestSilenceNanos));
    }

    private RtcpCounts rtcp() {
        return new RtcpCounts(
                of(Count.RTCP_DATAGRAMS),
                of(Count.SENDER_REPORTS),
                of(Count.RECEIVER_REPORTS),
                of(Count.SOURCE_DESCRIPTIONS),
                of(Count.BYES),
                of(Count.PLI),
                of(Count.FIR),
                of(Count.NACK),
                of(Count.REMB),
                of(Count.OTHER_RTCP),
                of(Count.MALFORMED_RTCP));
    }

    private long of(Count count) {
        return counter(count).get();
    }

    private AtomicLong counter(Count count) {
        return Objects.requireNonNull(counts.get(count));
    }
}
