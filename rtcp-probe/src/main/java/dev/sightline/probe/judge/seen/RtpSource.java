package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;

/** The packets of one source of a stream, and since when they flow. Not for several threads. */
final class RtpSource {
    /** Who sends nothing for longer begins anew with the next packet; of a sample each packet left out may take a second. */
    private static final long PAUSE_SECONDS = 3;

    /** Of a sample two packets may be missing. */
    private static final int SAMPLES_OF_QUIET = 2 * SequenceCount.SAMPLED;

    private final SequenceCount sequence = new SequenceCount();
    private final int payloadType;
    private Instant since;
    private Instant last;
    private long before;

    RtpSource(int payloadType, Instant first) {
        this.payloadType = payloadType;
        this.since = first;
        this.last = first;
    }

    /**
     * A packet of it came.
     *
     * @return by how much it is on, as {@link SequenceCount#next} tells
     */
    int next(int sequenceNumber, Instant at) {
        int on = sequence.next(sequenceNumber);
        long apart = at.getEpochSecond() - last.getEpochSecond();
        if (apart > PAUSE_SECONDS && (apart > on || !sequence.skips())) {
            since = at;
            before = sequence.passed() - 1;
        }
        last = at;
        return on;
    }

    SequenceCount sequence() {
        return sequence;
    }

    Instant last() {
        return last;
    }

    /** @param now when the last packet of the stream came, of whichever source */
    SentSource seen(long ssrc, Instant now) {
        double rate = (sequence.passed() - before - 1) / Math.max(1, seconds(since, last));
        boolean sampled = sequence.skips() && rate > 0;
        double quiet = sampled ? Math.max(PAUSE_SECONDS, SAMPLES_OF_QUIET / rate) : PAUSE_SECONDS;
        return new SentSource(ssrc, payloadType, since, last, rate, seconds(last, now) <= quiet);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1_000.0;
    }
}
