package dev.sightline.relay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which run of packets a camera's section currently sends: told by SSRC, codec and sequence. Belongs to the camera's loop. */
final class SourceTracker {
    /** Packets in sequence, with none of the current run among them, after which another SSRC takes over. */
    static final int PROOF = 3;

    private @Nullable SourceStream current;
    private SequenceWindow window = new SequenceWindow(0);

    private long candidateSsrc = -1;
    private int candidateNext;
    private int candidateProof;

    /** The run that the last accepted packet belongs to. */
    Optional<SourceStream> current() {
        return Optional.ofNullable(current);
    }

    /**
     * The packet's extended sequence number within {@link #current()}, {@link SequenceWindow#REFUSED}, or {@link SequenceWindow#UNPROVEN}
     * where it belongs to no run yet: it is to be held, since the run that it may turn out to begin needs its parameter sets.
     */
    long accept(long ssrc, Codec codec, int sequenceNumber) {
        SourceStream running = current;
        if (running == null) {
            return begin(ssrc, codec, sequenceNumber, 0);
        }
        if (ssrc != running.ssrc()) {
            return proven(ssrc, sequenceNumber)
                    ? begin(ssrc, codec, sequenceNumber, PROOF - 1)
                    : SequenceWindow.UNPROVEN;
        }
        candidateProof = 0;
        if (codec != running.codec()) {
            return begin(ssrc, codec, sequenceNumber, 0);
        }
        long extended = window.accept(sequenceNumber);
        return extended == SequenceWindow.RESTARTED ? begin(ssrc, codec, sequenceNumber, 1) : extended;
    }

    /** Forgets everything: the next packet begins a run, whatever it is. */
    void reset() {
        current = null;
        candidateProof = 0;
    }

    private boolean proven(long ssrc, int sequenceNumber) {
        boolean inSequence = ssrc == candidateSsrc && candidateProof > 0 && sequenceNumber == candidateNext;
        candidateSsrc = ssrc;
        candidateNext = (sequenceNumber + 1) & 0xffff;
        candidateProof = inSequence ? candidateProof + 1 : 1;
        return candidateProof >= PROOF;
    }

    /** {@code held} packets before this one belong to the run, too. */
    private long begin(long ssrc, Codec codec, int sequenceNumber, int held) {
        candidateProof = 0;
        current = new SourceStream(codec, ssrc);
        window = new SequenceWindow((sequenceNumber - held) & 0xffff);
        for (int before = held - 1; before >= 0; before--) {
            window.accept((sequenceNumber - before) & 0xffff);
        }
        return window.highest();
    }
}
