package dev.sightline.gateway.stream;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can happen to a stream. Each event leads from one {@link StreamState} to the next in {@link StreamMachine}. */
sealed interface StreamEvent {
    <R> R accept(Visitor<R> visitor);

    /** The camera offered; {@code sessionId} is the one it gets if that succeeds. */
    record CameraOffered(String sessionId, OfferedMedia media, InetAddress source) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cameraOffered(this);
        }
    }

    /** The camera ended its session, or was not heard of for too long. */
    record SessionEnded(String sessionId, boolean expired) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sessionEnded(this);
        }
    }

    /**
     * @param viewers how many there are now
     * @param sessionId for the session that this may begin
     * @param cameraAddress where the camera was last seen
     */
    record ViewersChanged(int viewers, String sessionId, Optional<InetAddress> cameraAddress) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.viewersChanged(this);
        }
    }

    /** Nobody came back while the camera went on. */
    record GraceEnded() implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.graceEnded(this);
        }
    }

    /**
     * The camera has not begun in time.
     *
     * @param stopped whether it had begun before, and stopped
     */
    record CallTimedOut(long negotiation, boolean stopped) implements StreamEvent {
        CallTimedOut(long negotiation) {
            this(negotiation, false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.callTimedOut(this);
        }
    }

    /** @param passive whether every section of the answer says {@code a=direction:passive} */
    record Negotiated(long negotiation, String answer, boolean passive) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.negotiated(this);
        }
    }

    /** The camera is being handed the answer that was negotiated for it: it will send there, and no longer to a former one. */
    record AnswerTaken(String sessionId) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.answerTaken(this);
        }
    }

    /** The media server did not answer the offer. */
    record NegotiationFailed(long negotiation, StreamException reason) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.negotiationFailed(this);
        }
    }

    /** RTP arrives at the media server, or no longer. */
    record FlowChanged(long negotiation, boolean flowing) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.flowChanged(this);
        }
    }

    /** The media server is gone with everything that was made on it. */
    record ServerLost(String reason) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serverLost(this);
        }
    }

    /** A media server is there, and knows nothing. */
    record ServerReturned() implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.serverReturned(this);
        }
    }

    /**
     * A probe looked at the wire.
     *
     * @param finding its own, or what it becomes by the media server's marks
     * @param age how long the verdict holds already, by the probe's clock
     * @param delivered whether the probe saw feedback reach the camera, whatever else is wrong
     * @param streams what it says of each stream, as far as it had room to
     * @param videoPorts where the media server receives the camera's video, and nothing else; none where that is not known
     */
    record VerdictReached(
            long negotiation,
            Finding finding,
            Duration age,
            Evidence evidence,
            boolean delivered,
            List<StreamVerdict> streams,
            Set<Integer> videoPorts)
            implements StreamEvent {
        /** Copies list and set. */
        public VerdictReached {
            streams = List.copyOf(streams);
            videoPorts = Set.copyOf(videoPorts);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.verdictReached(this);
        }
    }

    /**
     * Nobody looks at the wire now.
     *
     * @param lasting whether for a reason that keeps the camera's next negotiation from being judged too
     */
    record ProofLost(String reason, boolean lasting) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.proofLost(this);
        }
    }

    /** A bad verdict was given its time to mend itself. */
    record PatienceEnded(long negotiation, Verdict verdict) implements StreamEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.patienceEnded(this);
        }
    }

    /** One method an event, so that none is forgotten. */
    interface Visitor<R> {
        R cameraOffered(CameraOffered event);

        R sessionEnded(SessionEnded event);

        R viewersChanged(ViewersChanged event);

        R graceEnded(GraceEnded event);

        R callTimedOut(CallTimedOut event);

        R negotiated(Negotiated event);

        R answerTaken(AnswerTaken event);

        R negotiationFailed(NegotiationFailed event);

        R flowChanged(FlowChanged event);

        R serverLost(ServerLost event);

        R serverReturned(ServerReturned event);

        R verdictReached(VerdictReached event);

        R proofLost(ProofLost event);

        R patienceEnded(PatienceEnded event);
    }
}
