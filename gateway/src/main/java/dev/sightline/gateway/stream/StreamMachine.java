package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.gateway.stream.StreamAction.Adopt;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.AwaitViewers;
import dev.sightline.gateway.stream.StreamAction.EndViewers;
import dev.sightline.gateway.stream.StreamAction.ForgetAll;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.ReleaseAll;
import dev.sightline.gateway.stream.StreamAction.ReleaseFormer;
import dev.sightline.gateway.stream.StreamAction.ReleaseSource;
import dev.sightline.gateway.stream.StreamAction.RestartViewers;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
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
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.StreamState.StartedBy;
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
    private final Mending mending;

    StreamMachine(CameraProfile profile, ReturnPath returnPath) {
        this.profile = profile;
        this.returnPath = returnPath;
        this.mending = new Mending(profile, returnPath);
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
            String remark = state.healing().next().isPresent() ? state.remark() : "";
            return Step.to(
                    state.startedBy(startedBy)
                            .negotiating(session, state.living())
                            .withRemark(remark),
                    new Withdraw(),
                    new Negotiate());
        }

        /** Once a return path is being mended, the camera's new offer goes by the policy that was chosen for it. */
        private ReturnPath.Choice choiceFor(CameraOffered event) {
            Optional<ReturnPathPolicy> present = state.session()
                    .filter(session -> state.healing().isUnderWay())
                    .map(CameraSession::policy);
            return returnPath.first(
                    profile,
                    event.media(),
                    state.healing().next().or(() -> present).or(state.healing()::winner));
        }

        @Override
        public Step sessionEnded(SessionEnded event) {
            if (!state.hasSession(event.sessionId())) {
                return Step.to(state);
            }
            boolean asked = state.phase() == Phase.RENEGOTIATING
                    && state.healing().next().isPresent();
            if (!event.expired() && !asked) {
                return idle("", new EndViewers(Code.CAMERA_UNAVAILABLE, "the camera ended its session"));
            }
            String why = event.expired() ? "the camera was not heard of for three keepalive intervals" : state.remark();
            boolean wanted = state.viewers() > 0 || (asked && !event.expired());
            if (!wanted || profile.speaksFirst() == SpeaksFirst.GATEWAY) {
                return idle(why, new EndViewers(Code.CAMERA_UNAVAILABLE, why));
            }
            return Step.to(
                    state.withoutSession(Phase.CALLING, why)
                            .startedBy(state.viewers() > 0 ? StartedBy.VIEWER : StartedBy.CAMERA),
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
            ReturnPath.Choice choice =
                    returnPath.first(profile, media, state.healing().winner());
            if (choice instanceof ReturnPath.Choice.Policy chosen) {
                if (chosen.policy() == ReturnPathPolicy.CAMERA_ADDRESS && address.isEmpty()) {
                    return refuseViewers(
                            next,
                            "the camera's address is not known before it asks for its configuration; list it under"
                                    + " cameras.list.addresses, or set returnPath.policy to comedia");
                }
                CameraSession session =
                        new CameraSession(sessionId, SpeaksFirst.GATEWAY, media, address, chosen.policy());
                return Step.to(next.negotiating(session, Optional.empty()), new Negotiate());
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
            if (event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            Optional<Former> former = state.healing().former();
            if (isGatewayFirst() && former.filter(Former::flowing).isPresent() && !state.flowing()) {
                return mending.notFollowed(state, former.get());
            }
            Optional<ReturnPathPolicy> asked = state.healing().next().filter(next -> state.adopted());
            if (state.phase() == Phase.RENEGOTIATING && asked.isPresent()) {
                return mending.notOffered(state, asked.get());
            }
            boolean given = state.phase() == Phase.ESTABLISHED || state.phase() == Phase.RENEGOTIATING;
            boolean waiting = state.phase() == Phase.CALLING || (given && isGatewayFirst() && !state.flowing());
            if (!waiting) {
                return former.isPresent() ? settled() : Step.to(state);
            }
            String why = "the camera was asked to begin, and did not";
            return idle(why, new EndViewers(Code.CAMERA_UNAVAILABLE, why));
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
                    : state.healing().isUnderWay() ? state.remark() : "";
            if (notPassive && profile.requiresPassive()) {
                return notStreaming(remark + "; the camera would not stream with feedback on such an answer");
            }
            if (isGatewayFirst() && state.healing().former().isPresent()) {
                return Step.to(
                        state.in(Phase.RENEGOTIATING).withRemark(remark),
                        new Tell(new CameraCommand.PlayTo(session.id(), event.answer())),
                        new AwaitCamera());
            }
            Step step = Step.to(state.adopted(remark), new Adopt(event.answer()));
            if (isGatewayFirst()) {
                return step.before(new Tell(new CameraCommand.PlayTo(session.id(), event.answer())), new AwaitCamera());
            }
            return state.healing().former().isPresent() ? step.before(new AwaitCamera()) : step;
        }

        private Step notStreaming(String why) {
            StreamException reason = new StreamException(Code.RETURN_PATH_REFUSED, why);
            return state.healing()
                    .former()
                    .map(former -> mending.notNegotiated(state, former, reason))
                    .orElseGet(
                            () -> idle(why, new RefuseCamera(reason), new EndViewers(Code.RETURN_PATH_REFUSED, why)));
        }

        @Override
        public Step answerTaken(AnswerTaken event) {
            boolean mine = state.hasSession(event.sessionId())
                    && state.phase() == Phase.RENEGOTIATING
                    && isGatewayFirst()
                    && state.healing().former().isPresent();
            return mine ? Step.to(state.adopted(state.remark()), new Adopt(""), new AwaitCamera()) : Step.to(state);
        }

        @Override
        public Step negotiationFailed(NegotiationFailed event) {
            if (event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            Optional<Former> former = state.healing().former();
            if (former.isPresent()) {
                return mending.notNegotiated(state, former.get(), event.reason());
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
            Optional<Former> former = state.healing().former();
            if (former.filter(known -> known.negotiation() == event.negotiation())
                    .isPresent()) {
                Optional<Former> now = former.map(known -> known.flowing(event.flowing()));
                return Step.to(state.with(state.healing().replacing(now)));
            }
            if (event.negotiation() != state.negotiation()) {
                return Step.to(state);
            }
            StreamState next = state.flowing(event.flowing());
            if (event.flowing()) {
                return state.adopted() ? followed(next) : Step.to(next);
            }
            return state.flowing() && isGatewayFirst() ? Step.to(next, new AwaitCamera()) : Step.to(next);
        }

        /** The camera sends to what is shown. One that was given an answer has it, then. */
        private Step followed(StreamState next) {
            Step step = next.healing().former().isPresent()
                    ? Step.to(next.with(next.healing().replacing(Optional.empty())), new ReleaseFormer())
                    : Step.to(next);
            return isGatewayFirst() ? step.before(new Withdraw()) : step;
        }

        /** The camera has had its time to go over. */
        private Step settled() {
            return Step.to(state.with(state.healing().replacing(Optional.empty())), new ReleaseFormer());
        }

        @Override
        public Step serverLost(ServerLost event) {
            if (state.session().isEmpty()) {
                return Step.to(state, new ForgetAll());
            }
            return Step.to(
                    state.suspended("the media server is gone: " + event.reason()),
                    new RefuseCamera(new StreamException(
                            Code.MEDIA_SERVER_DOWN, "the media server was lost while it was asked; offer again")),
                    new Withdraw(),
                    new ForgetAll());
        }

        @Override
        public Step serverReturned(ServerReturned event) {
            if (state.phase() != Phase.SUSPENDED || state.session().isEmpty()) {
                return Step.to(state);
            }
            String why = "the media server was replaced";
            Step step = isGatewayFirst()
                    ? Step.to(
                            state.negotiating(state.session().get(), Optional.empty())
                                    .withRemark(why),
                            new Negotiate())
                    : Step.to(
                            state.in(Phase.RENEGOTIATING).withRemark(why),
                            new Tell(new CameraCommand.Renegotiate(why)));
            return step.before(new RestartViewers(why));
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

        private boolean isGatewayFirst() {
            return state.session()
                    .filter(session -> session.speaksFirst() == SpeaksFirst.GATEWAY)
                    .isPresent();
        }

        private Step idle(String why, StreamAction... first) {
            List<StreamAction> actions = new ArrayList<>();
            actions.add(new Withdraw());
            actions.addAll(List.of(first));
            actions.add(new ReleaseAll());
            return new Step(state.withoutSession(Phase.IDLE, why), List.copyOf(actions));
        }
    }
}
