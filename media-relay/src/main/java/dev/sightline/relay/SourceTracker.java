package dev.sightline.relay;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which run of packets a camera's section currently sends: told by SSRC, codec and sequence. Belongs to the camera's loop. */
final class SourceTracker {
    /** Packets in sequence after which another SSRC replaces one that has stopped. */
    private static final int PROOF = 3;

    private @Nullable SourceStream current;
    private SequenceWindow window = new SequenceWindow(0);

    private long candidateSsrc = -1;
    private int candidateNext;
    private int candidateProof;

    /** The run that the last accepted packet belongs to. */
    Optional<SourceStream> current() {
        return Optional.ofNullable(current);
    }

    /** The packet's extended sequence number within {@link #current()}, or {@link SequenceWindow#REFUSED}. */
    long accept(long ssrc, Codec codec, int sequenceNumber) {
        SourceStream running = current;
        if (running == null) {
            return begin(ssrc, codec, sequenceNumber);
        }
        if (ssrc != running.ssrc()) {
            return proven(ssrc, sequenceNumber) ? begin(ssrc, codec, sequenceNumber) : SequenceWindow.REFUSED;
        }
        candidateProof = 0;
        if (codec != running.codec()) {
            return begin(ssrc, codec, sequenceNumber);
        }
        long extended = window.accept(sequenceNumber);
        return extended == SequenceWindow.RESTARTED ? begin(ssrc, codec, sequenceNumber) : extended;
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

    private long begin(long ssrc, Codec codec, int sequenceNumber) {
        candidateProof = 0;
        current = new SourceStream(codec, ssrc);
        window = new SequenceWindow(sequenceNumber);
        return window.highest();
    }
}
