package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.CameraOffered;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.GraceEnded;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.ServerLost;
import dev.sightline.gateway.stream.StreamEvent.ServerReturned;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamEvent.ViewersChanged;

/**
 * The rules of a stream's life: from a state and an event to the next state and what is to be done. It does nothing by
 * itself, keeps nothing and waits for nothing, so every rule can be tried by a table.
 *
 * <pre>
 *            viewer                     camera offers
 *   IDLE ────────────▶ CALLING ────────────────────────▶ NEGOTIATING ──▶ ESTABLISHED
 *    ▲ │  camera offers, or gateway speaks first ──────────▲  ▲               │
 *    │ └──────────────────────────────────────────────────┘  │  bad verdict, │
 *    │ ended, expired, nobody watches                        └─ RENEGOTIATING◀┤ media server back
 *    └────────────────────────────────────── (any) ─ media server lost ─▶ SUSPENDED
 * </pre>
 */
final class StreamMachine {
    private final SessionRules sessions;
    private final NegotiationRules negotiations;
    private final Mending mending;

    StreamMachine(CameraProfile profile, ReturnPath returnPath) {
        this.mending = new Mending(profile, returnPath);
        this.sessions = new SessionRules(profile, returnPath);
        this.negotiations = new NegotiationRules(profile);
    }

    Step on(StreamState state, StreamEvent event) {
        return event.accept(new Rules(state));
    }

    private final class Rules implements StreamEvent.Visitor<Step> {
        private final StreamState state;

        Rules(StreamState state) {
            this.state = state;
        }

        @Override
        public Step cameraOffered(CameraOffered event) {
            return sessions.cameraOffered(state, event);
        }

        @Override
        public Step sessionEnded(SessionEnded event) {
            return sessions.sessionEnded(state, event);
        }

        @Override
        public Step viewersChanged(ViewersChanged event) {
            return sessions.viewersChanged(state, event);
        }

        @Override
        public Step graceEnded(GraceEnded event) {
            return sessions.graceEnded(state, event);
        }

        @Override
        public Step callTimedOut(CallTimedOut event) {
            return negotiations.callTimedOut(state, event);
        }

        @Override
        public Step negotiated(Negotiated event) {
            return negotiations.negotiated(state, event);
        }

        @Override
        public Step answerTaken(AnswerTaken event) {
            return negotiations.answerTaken(state, event);
        }

        @Override
        public Step negotiationFailed(NegotiationFailed event) {
            return negotiations.negotiationFailed(state, event);
        }

        @Override
        public Step flowChanged(FlowChanged event) {
            return negotiations.flowChanged(state, event);
        }

        @Override
        public Step serverLost(ServerLost event) {
            return MediaServerRules.serverLost(state, event);
        }

        @Override
        public Step serverReturned(ServerReturned event) {
            return MediaServerRules.serverReturned(state, event);
        }

        @Override
        public Step verdictReached(VerdictReached event) {
            return mending.verdictReached(state, event);
        }

        @Override
        public Step proofLost(ProofLost event) {
            return mending.proofLost(state, event);
        }

        @Override
        public Step patienceEnded(PatienceEnded event) {
            return mending.patienceEnded(state, event);
        }
    }
}
