package dev.sightline.relay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which run of packets a camera's section currently sends: told by SSRC, codec and sequence. RTP can be forged with the camera's
 * address, so another SSRC takes the place of one that still sends only where it had the place for longer before: who knows no SSRC wins
 * nothing, and who came in a pause does not keep the camera out. Belongs to the camera's loop.
 */
final class SourceTracker {
    /** Packets in sequence, with none of the current run among them, after which another SSRC takes over. */
    static final int PROOF = 3;

    /** How long the current SSRC must have been silent before another one may take over. */
    static final long SILENCE_NANOS = 1_000_000_000L;

    /** What {@link #accept} gives for a packet of another SSRC than the one that sends: it is to be dropped. */
    static final long OTHER_SOURCE = -4;

    private @Nullable SourceStream current;
    private SequenceWindow window = new SequenceWindow(0);
    private int packets;
    private long begunNanos;
    private long lastNanos;

    private long tenant = -1;
    private long tenantNanos;

    private long candidateSsrc = -1;
    private int candidateNext;
    private int candidateProof;

    /** The run that the last accepted packet belongs to. */
    Optional<SourceStream> current() {
        return Optional.ofNullable(current);
    }

    /**
     * The packet's extended sequence number within {@link #current()}, {@link SequenceWindow#REFUSED}, {@link #OTHER_SOURCE}, or
     * {@link SequenceWindow#UNPROVEN} where it belongs to no run yet: it is to be held, since the run that it may turn out to begin needs
     * its parameter sets.
     */
    long accept(long ssrc, Codec codec, int sequenceNumber, long nowNanos) {
        SourceStream running = current;
        if (running == null) {
            return begin(ssrc, codec, sequenceNumber, 0, nowNanos);
        }
        if (ssrc != running.ssrc()) {
            return other(ssrc, codec, sequenceNumber, nowNanos);
        }
        candidateProof = 0;
        lastNanos = nowNanos;
        packets = Math.min(packets + 1, PROOF);
        if (codec != running.codec()) {
            return begin(ssrc, codec, sequenceNumber, 0, nowNanos);
        }
        long extended = window.accept(sequenceNumber);
        return extended == SequenceWindow.RESTARTED ? begin(ssrc, codec, sequenceNumber, 1, nowNanos) : extended;
    }

    private long other(long ssrc, Codec codec, int sequenceNumber, long nowNanos) {
        if (isSending(nowNanos) && !comesHome(ssrc)) {
            return OTHER_SOURCE;
        }
        return proven(ssrc, sequenceNumber)
                ? begin(ssrc, codec, sequenceNumber, PROOF - 1, nowNanos)
                : SequenceWindow.UNPROVEN;
    }

    /** A stray packet or two hold no place. */
    private boolean isSending(long nowNanos) {
        return packets >= PROOF && nowNanos - lastNanos < SILENCE_NANOS;
    }

    private boolean comesHome(long ssrc) {
        return ssrc == tenant && tenantNanos > lastNanos - begunNanos;
    }

    /** Forgets everything: the next packet begins a run, whatever it is. */
    void reset() {
        current = null;
        candidateProof = 0;
        tenant = -1;
    }

    private boolean proven(long ssrc, int sequenceNumber) {
        boolean inSequence = ssrc == candidateSsrc && candidateProof > 0 && sequenceNumber == candidateNext;
        candidateSsrc = ssrc;
        candidateNext = (sequenceNumber + 1) & 0xffff;
        candidateProof = inSequence ? candidateProof + 1 : 1;
        return candidateProof >= PROOF;
    }

    /** {@code held} packets before this one belong to the run, too. */
    private long begin(long ssrc, Codec codec, int sequenceNumber, int held, long nowNanos) {
        SourceStream ended = current;
        if (ended == null || ended.ssrc() != ssrc) {
            rememberTenant(ended);
            packets = held + 1;
            begunNanos = nowNanos;
            lastNanos = nowNanos;
        }
        candidateProof = 0;
        current = new SourceStream(codec, ssrc);
        window = new SequenceWindow((sequenceNumber - held) & 0xffff);
        for (int before = held - 1; before >= 0; before--) {
            window.accept((sequenceNumber - before) & 0xffff);
        }
        return window.highest();
    }

    private void rememberTenant(@Nullable SourceStream ended) {
        if (ended != null && (tenant < 0 || lastNanos - begunNanos >= tenantNanos)) {
            tenant = ended.ssrc();
            tenantNanos = lastNanos - begunNanos;
        }
    }
}
