package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.gateway.stream.StreamAction.Adopt;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.EndViewers;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.ReleaseFormer;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/** What comes of a negotiation, and when a camera has followed it. Part of {@link StreamMachine}. */
final class NegotiationRules {
    private final CameraProfile profile;

    NegotiationRules(CameraProfile profile) {
        this.profile = profile;
    }

    Step callTimedOut(StreamState state, CallTimedOut event) {
        if (event.negotiation() != state.negotiation()) {
            return Step.to(state);
        }
        Optional<Former> former = state.healing().former();
        if (state.isGatewayFirst() && former.filter(Former::flowing).isPresent() && !state.flowing()) {
            return Fallback.notFollowed(state, former.get());
        }
        Optional<ReturnPathPolicy> asked = state.healing().next().filter(next -> state.adopted());
        if (state.phase() == Phase.RENEGOTIATING && asked.isPresent()) {
            return Fallback.notOffered(state, asked.get());
        }
        boolean given = state.phase() == Phase.ESTABLISHED || state.phase() == Phase.RENEGOTIATING;
        boolean waiting = state.phase() == Phase.CALLING || (given && state.isGatewayFirst() && !state.flowing());
        if (!waiting) {
            return former.isPresent() ? settled(state) : Step.to(state);
        }
        String why = event.stopped()
                ? "the camera stopped sending, and did not begin again"
                : "the camera was asked to begin, and did not";
        return Step.idle(state, why, new EndViewers(Code.CAMERA_UNAVAILABLE, why));
    }

    Step negotiated(StreamState state, Negotiated event) {
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
            return notStreaming(state, remark + "; the camera would not stream with feedback on such an answer");
        }
        if (state.isGatewayFirst() && state.healing().former().isPresent()) {
            return Step.to(
                    state.in(Phase.RENEGOTIATING).withRemark(remark),
                    new Tell(new CameraCommand.PlayTo(session.id(), event.answer())),
                    new AwaitCamera());
        }
        Step step = Step.to(state.adopted(remark), new Adopt(event.answer()));
        if (state.isGatewayFirst()) {
            return step.before(new Tell(new CameraCommand.PlayTo(session.id(), event.answer())), new AwaitCamera());
        }
        return state.healing().former().isPresent() ? step.before(new AwaitCamera()) : step;
    }

    private Step notStreaming(StreamState state, String why) {
        StreamException reason = new StreamException(Code.RETURN_PATH_REFUSED, why);
        return state.healing()
                .former()
                .map(former -> Fallback.notNegotiated(state, former, reason))
                .orElseGet(() ->
                        Step.idle(state, why, new RefuseCamera(reason), new EndViewers(Code.RETURN_PATH_REFUSED, why)));
    }

    Step answerTaken(StreamState state, AnswerTaken event) {
        boolean mine = state.hasSession(event.sessionId())
                && state.phase() == Phase.RENEGOTIATING
                && state.isGatewayFirst()
                && state.healing().former().isPresent();
        return mine ? Step.to(state.adopted(state.remark()), new Adopt(""), new AwaitCamera()) : Step.to(state);
    }

    Step negotiationFailed(StreamState state, NegotiationFailed event) {
        if (event.negotiation() != state.negotiation()) {
            return Step.to(state);
        }
        Optional<Former> former = state.healing().former();
        if (former.isPresent()) {
            return Fallback.notNegotiated(state, former.get(), event.reason());
        }
        if (event.reason().code() == Code.MEDIA_SERVER_DOWN) {
            return Step.to(state.in(Phase.SUSPENDED), new RefuseCamera(event.reason()));
        }
        String why = String.valueOf(event.reason().getMessage());
        return Step.idle(
                state,
                why,
                new RefuseCamera(event.reason()),
                new EndViewers(event.reason().code(), why));
    }

    Step flowChanged(StreamState state, FlowChanged event) {
        Optional<Former> former = state.healing().former();
        if (former.filter(known -> known.negotiation() == event.negotiation()).isPresent()) {
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
        return state.flowing() && state.isGatewayFirst() ? Step.to(next, new AwaitCamera(true)) : Step.to(next);
    }

    /** The camera sends to what is shown. One that was given an answer has it, then. */
    private static Step followed(StreamState next) {
        Step step = next.healing().former().isPresent()
                ? Step.to(next.with(next.healing().replacing(Optional.empty())), new ReleaseFormer())
                : Step.to(next);
        return next.isGatewayFirst() ? step.before(new Withdraw()) : step;
    }

    /** The camera has had its time to go over. */
    private static Step settled(StreamState state) {
        return Step.to(state.with(state.healing().replacing(Optional.empty())), new ReleaseFormer());
    }
}
