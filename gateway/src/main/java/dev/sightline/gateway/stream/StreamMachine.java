package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.StreamAction.Adopt;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.AwaitViewers;
import dev.sightline.gateway.stream.StreamAction.EndViewers;
import dev.sightline.gateway.stream.StreamAction.ForgetAll;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.ReleaseAll;
import dev.sightline.gateway.stream.StreamAction.ReleaseSource;
import dev.sightline.gateway.stream.StreamAction.RestartViewers;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
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
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.StreamState.StartedBy;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private final CameraProfile profile;
    private final ReturnPath returnPath;

    StreamMachine(CameraProfile profile, ReturnPath returnPath) {
        this.profile = profile;
        this.returnPath = returnPath;
    }

    /** @param actions to be done in their order */
    record Step(StreamState state, List<StreamAction> actions) {
        static Step to(StreamState state, StreamAction... actions) {
            return new Step(state, List.of(actions));
        }

        Step before(StreamAction... later) {
            List<StreamAction> all = new ArrayList<>(actions);
            all.addAll(List.of(later));
            return new Step(state, List.copyOf(all));
        }
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
            ReturnPath.Choice choice = choiceFor(event);
            if (choice instanceof ReturnPath.Choice.Refused refused) {
                return Step.to(
                        state.withRemark(refused.reason()),
                        new RefuseCamera(new StreamException(Code.RETURN_PATH_REFUSED, refused.reason())));
            }
            CameraSession session = new CameraSession(
                    event.sessionId(),
                    SpeaksFirst.CAMERA,
                    event.media(),
                    Optional.of(event.source()),
                    ((ReturnPath.Choice.Policy) choice).policy());
            StartedBy startedBy = state.startedBy() == StartedBy.NOBODY ? StartedBy.CAMERA : state.startedBy();
            return Step.to(state.startedBy(startedBy).negotiating(session), new Withdraw(), new Negotiate());
        }

        /** While a return path is being mended, the camera's new offer goes by the policy that was chosen for it. */
        private ReturnPath.Choice choiceFor(CameraOffered event) {
            Optional<CameraSession> mended = state.session()
                    .filter(session -> state.phase() == Phase.RENEGOTIATING
                            && !state.tried().isEmpty());
            return mended.<ReturnPath.Choice>map(session -> new ReturnPath.Choice.Policy(session.policy()))
                    .orElseGet(() -> returnPath.first(profile, event.media(), state.winner()));
        }

        @Override
        public Step sessionEnded(SessionEnded event) {
            if (!state.hasSession(event.sessionId())) {
                return Step.to(state);
            }
            if (!event.expired()) {
                return idle("", new EndViewers(Code.CAMERA_UNAVAILABLE, "the camera ended its session"));
            }
            String why = "the camera was not heard of for three keepalive intervals";
            if (state.viewers() == 0 || profile.speaksFirst() == SpeaksFirst.GATEWAY) {
                return idle(why, new EndViewers(Code.CAMERA_UNAVAILABLE, why));
            }
            return Step.to(
                    state.withoutSession(Phase.CALLING, why).startedBy(StartedBy.VIEWER),
                    new ReleaseSource(),
                    new Tell(new CameraCommand.Play()),
                    new AwaitCamera());
        }

        @Override
        public Step viewersChanged(ViewersChanged event) {
            StreamState next = state.withViewers(event.viewers());
            if (event.viewers() == 0) {
                return state.startedBy() == StartedBy.VIEWER ? Step.to(next, new AwaitViewers()) : Step.to(next);
            }
            if (state.phase() != Phase.IDLE) {
                return Step.to(next);
            }
            return profile.speaksFirst() == SpeaksFirst.GATEWAY
                    ? speakFirst(next.startedBy(StartedBy.VIEWER), event.sessionId(), event.cameraAddress())
                    : Step.to(
                            next.in(Phase.CALLING).startedBy(StartedBy.VIEWER),
                            new Tell(new CameraCommand.Play()),
                            new AwaitCamera());
        }

        private Step speakFirst(StreamState next, String sessionId, Optional<InetAddress> address) {
            OfferedMedia media = OfferedMedia.expectedOf(profile);
            ReturnPath.Choice choice = returnPath.first(profile, media, state.winner());
            if (choice instanceof ReturnPath.Choice.Policy chosen) {
                if (chosen.policy() == ReturnPathPolicy.CAMERA_ADDRESS && address.isEmpty()) {
                    return refuseViewers(
                            next,
                            "the camera's address is not known before it asks for its configuration; list it under"
                                    + " cameras.list.addresses, or set returnPath.policy to comedia");
                }
                CameraSession session =
                        new CameraSession(sessionId, SpeaksFirst.GATEWAY, media, address, chosen.policy());
                return Step.to(next.negotiating(session), new Negotiate());
            }
            return refuseViewers(next, ((ReturnPath.Choice.Refused) choice).reason());
        }

        private Step refuseViewers(StreamState next, String why) {
            return Step.to(next.withoutSession(Phase.IDLE, why), new EndViewers(Code.RETURN_PATH_REFUSED, why));
        }

        @Override
        public Step graceEnded(GraceEnded event) {
            boolean wanted = state.viewers() > 0 || state.startedBy() != StartedBy.VIEWER;
            if (wanted || state.phase() == Phase.IDLE) {
                return Step.to(state);
            }
            return idle("").before(new Tell(new CameraCommand.Stop()));
        }

        @Override
        public Step callTimedOut(CallTimedOut event) {
            boolean waiting = state.phase() == Phase.CALLING
                    || (state.phase() == Phase.ESTABLISHED && !state.flowing() && isGatewayFirst());
            if (!waiting || event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            String why = "the camera was asked to begin, and did not";
            return idle(why, new Withdraw(), new EndViewers(Code.CAMERA_UNAVAILABLE, why));
        }

        @Override
        public Step negotiated(Negotiated event) {
            if (event.negotiation() != state.negotiation() || state.session().isEmpty()) {
                return Step.to(state);
            }
            CameraSession session = state.session().get();
            boolean notPassive = session.policy() == ReturnPathPolicy.COMEDIA && !event.passive();
            String remark = notPassive
                    ? "the media server's answer lacks a=direction:passive: it does not do COMEDIA, and will not learn"
                            + " where the camera is"
                    : "";
            if (notPassive && profile.requiresPassive()) {
                String why = remark + "; the camera would not stream with feedback on such an answer";
                return idle(
                        why,
                        new RefuseCamera(new StreamException(Code.RETURN_PATH_REFUSED, why)),
                        new EndViewers(Code.RETURN_PATH_REFUSED, why));
            }
            Step step = Step.to(state.in(Phase.ESTABLISHED).withRemark(remark), new Adopt(event.answer()));
            return isGatewayFirst()
                    ? step.before(new Tell(new CameraCommand.PlayTo(session.id(), event.answer())), new AwaitCamera())
                    : step;
        }

        @Override
        public Step negotiationFailed(NegotiationFailed event) {
            if (event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            if (event.reason().code() == Code.MEDIA_SERVER_DOWN) {
                return Step.to(state.in(Phase.SUSPENDED), new RefuseCamera(event.reason()));
            }
            String why = String.valueOf(event.reason().getMessage());
            return idle(
                    why,
                    new RefuseCamera(event.reason()),
                    new EndViewers(event.reason().code(), why));
        }

        @Override
        public Step flowChanged(FlowChanged event) {
            if (event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            boolean ceased = state.flowing() && !event.flowing();
            StreamState next = state.flowing(event.flowing());
            return ceased && isGatewayFirst() ? Step.to(next, new AwaitCamera()) : Step.to(next);
        }

        @Override
        public Step serverLost(ServerLost event) {
            if (state.session().isEmpty()) {
                return Step.to(state, new ForgetAll());
            }
            StreamState next = state.flowing(false).withRemark("the media server is gone: " + event.reason());
            return Step.to(
                    next.in(Phase.SUSPENDED),
                    new RefuseCamera(new StreamException(
                            Code.MEDIA_SERVER_DOWN, "the media server was lost while it was asked; offer again")),
                    new ForgetAll());
        }

        @Override
        public Step serverReturned(ServerReturned event) {
            if (state.phase() != Phase.SUSPENDED || state.session().isEmpty()) {
                return Step.to(state);
            }
            String why = "the media server was replaced";
            return renegotiate(state.withRemark(why), state.session().get(), why)
                    .before(new RestartViewers(why));
        }

        @Override
        public Step verdictReached(VerdictReached event) {
            boolean stale = event.negotiation() != state.negotiation();
            if (stale || state.session().isEmpty() || state.phase() != Phase.ESTABLISHED) {
                return Step.to(state);
            }
            Verdict verdict = event.finding().verdict();
            boolean delivered = state.feedback().everDelivered() || verdict == Verdict.DELIVERED;
            StreamState next = state.withFeedback(new Feedback(event.finding(), event.evidence(), delivered));
            boolean turned = state.feedback().verdict() != verdict;
            return turned && isMendable(next)
                    ? Step.to(next, new AwaitBetterVerdict(verdict, event.age()))
                    : Step.to(next);
        }

        @Override
        public Step proofLost(ProofLost event) {
            Feedback feedback = state.feedback();
            boolean known = feedback.verdict() == Verdict.UNPROVEN
                    && feedback.finding().reason().equals(event.reason());
            return Step.to(
                    known ? state : state.withFeedback(Feedback.unproven(event.reason(), feedback.everDelivered())));
        }

        @Override
        public Step patienceEnded(PatienceEnded event) {
            boolean still = event.negotiation() == state.negotiation()
                    && state.feedback().verdict() == event.verdict()
                    && state.phase() == Phase.ESTABLISHED
                    && isMendable(state);
            if (!still || state.session().isEmpty()) {
                return Step.to(state);
            }
            CameraSession session = state.session().get();
            List<ReturnPathPolicy> tried = new ArrayList<>(state.tried());
            tried.add(session.policy());
            ReturnPath.Choice choice = returnPath.next(profile, session.media(), tried);
            if (choice instanceof ReturnPath.Choice.Policy next) {
                String why = "feedback is " + event.verdict() + " with the return path "
                        + ReturnPath.word(session.policy()) + "; " + ReturnPath.word(next.policy()) + " is tried";
                return renegotiate(state.tried(tried).withRemark(why), session.with(next.policy()), why);
            }
            return Step.to(state.tried(tried).withRemark(((ReturnPath.Choice.Refused) choice).reason()));
        }

        /** No policy mends a firewall or a cable: those verdicts are only shown. */
        private boolean isMendable(StreamState judged) {
            Feedback feedback = judged.feedback();
            return feedback.verdict() == Verdict.TRAPPED
                    || (feedback.verdict() == Verdict.SILENT && !feedback.everDelivered());
        }

        private Step renegotiate(StreamState from, CameraSession session, String why) {
            if (session.speaksFirst() == SpeaksFirst.GATEWAY) {
                return Step.to(from.negotiating(session).withRemark(why), new Negotiate());
            }
            return Step.to(
                    from.negotiating(session).in(Phase.RENEGOTIATING).withRemark(why),
                    new Tell(new CameraCommand.Renegotiate(why)));
        }

        private boolean isGatewayFirst() {
            return state.session()
                    .filter(session -> session.speaksFirst() == SpeaksFirst.GATEWAY)
                    .isPresent();
        }

        private Step idle(String why, StreamAction... first) {
            List<StreamAction> actions = new ArrayList<>(List.of(first));
            actions.add(new ReleaseAll());
            return new Step(state.withoutSession(Phase.IDLE, why), List.copyOf(actions));
        }
    }
}
