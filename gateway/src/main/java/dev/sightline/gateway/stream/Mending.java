package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.HoldPatience;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;

/**
 * The rules by which a return path is mended: each policy once, and what there is goes on until the camera has followed.
 * Part of {@link StreamMachine}.
 */
final class Mending {
    private final CameraProfile profile;
    private final ReturnPath returnPath;

    Mending(CameraProfile profile, ReturnPath returnPath) {
        this.profile = profile;
        this.returnPath = returnPath;
    }

    Step verdictReached(StreamState state, VerdictReached event) {
        Optional<Former> living = state.healing()
                .former()
                .filter(former -> !state.adopted() && former.negotiation() == event.negotiation());
        if (living.isPresent()) {
            return ofLiving(state, living.get(), event);
        }
        if (event.negotiation() != state.negotiation() || !state.adopted()) {
            return Step.to(state);
        }
        Verdict before = state.feedback().verdict();
        boolean stopped = PortInDoubt.isStopped(event.finding())
                && !PortInDoubt.isStopped(state.feedback().finding());
        StreamState judged = stopped ? PortInDoubt.left(state, event.evidence().lastRtp()) : state;
        StreamState next = judged.with(judged.feedback().next(event));
        boolean delivered = isDelivered(event, next.feedback());
        Step step = delivered ? delivered(next) : Step.to(next);
        boolean mendable = Mendable.is(next);
        boolean turned = before != event.finding().verdict() || mendable != Mendable.is(state);
        if (!turned) {
            return step;
        }
        if (mendable && !next.healing().over()) {
            return step.before(new AwaitBetterVerdict(event.finding().verdict(), event.age()));
        }
        boolean wasBad = before == Verdict.TRAPPED || before == Verdict.SILENT || Mendable.is(state);
        return wasBad || delivered ? step.before(new HoldPatience(delivered)) : step;
    }

    /** The worst stream speaks for a camera; where another one is served the policy is not to blame, unless the video fails. */
    private static boolean isDelivered(VerdictReached event, Feedback now) {
        return (event.delivered() && !now.sections().video().fails()) || now.isServedInPart();
    }

    /** What another negotiation is to replace is judged while the camera still sends to it. */
    private static Step ofLiving(StreamState state, Former former, VerdictReached event) {
        Feedback now = former.feedback().next(event);
        boolean delivered = isDelivered(event, now);
        Former judged = former.with(now);
        if (delivered && state.isGatewayFirst()) {
            return Fallback.provenAfterAll(state, judged);
        }
        // A camera that has offered is given its answer, whatever becomes of the former one.
        Step step = Step.to(state.with(now).with(state.healing().replacing(Optional.of(judged))));
        return delivered ? step.before(new HoldPatience(true)) : step;
    }

    private Step delivered(StreamState state) {
        CameraSession session = state.session().orElseThrow();
        boolean asked =
                state.phase() == Phase.RENEGOTIATING && state.healing().next().isPresent();
        boolean news = state.healing().moved()
                || (state.healing().isUnderWay()
                        && state.healing()
                                .winner()
                                .filter(session.policy()::equals)
                                .isEmpty());
        StreamState next =
                state.with(PortInDoubt.proven(state, session.policy()).served());
        Step step = asked
                ? Step.to(next.in(Phase.ESTABLISHED).withRemark(""), new Withdraw())
                : Step.to(state.healing().isUnderWay() ? next.withRemark("") : next);
        return news
                ? step.before(Fallback.report(
                        next, Kind.HEALED, session.policy(), Optional.empty(), whatHealed(next.feedback())))
                : step;
    }

    /** Where something else is wrong besides, the finding speaks of that. */
    private static String whatHealed(Feedback feedback) {
        if (feedback.isServedInPart()) {
            return "feedback reaches the camera for a part of what it sends: "
                    + feedback.finding().reason();
        }
        return feedback.verdict() == Verdict.DELIVERED
                ? feedback.finding().reason()
                : "feedback leaves for the camera rightly";
    }

    Step proofLost(StreamState state, ProofLost event) {
        Feedback feedback = state.feedback();
        StreamState next = state.with(state.healing()
                .replacing(state.healing()
                        .former()
                        .map(former -> former.with(former.feedback().lost(event)))));
        boolean known = feedback.verdict() == Verdict.UNPROVEN
                && feedback.finding().reason().equals(event.reason());
        return known ? Step.to(next) : Step.to(next.with(feedback.lost(event)), new HoldPatience(false));
    }

    Step patienceEnded(StreamState state, PatienceEnded event) {
        boolean still = event.negotiation() == state.negotiation()
                && state.feedback().verdict() == event.verdict()
                && state.phase() == Phase.ESTABLISHED
                && !state.healing().over()
                && Mendable.is(state);
        if (!still) {
            return Step.to(state);
        }
        CameraSession session = state.session().orElseThrow();
        if (!Moved.is(state.feedback())) {
            return nextPolicy(state, session);
        }
        StreamState elsewhere = state.with(state.healing().elsewhere());
        return Moved.isFoundByTheSamePolicy(session) ? samePolicy(elsewhere, session) : nextPolicy(elsewhere, session);
    }

    private Step samePolicy(StreamState state, CameraSession session) {
        ReturnPathPolicy policy = session.policy();
        String seen = seen(state, policy);
        String why = seen + "; feedback was delivered before the camera moved, so " + ReturnPath.word(policy)
                + " is negotiated again";
        return renegotiate(state, session, policy, why)
                .before(Fallback.report(state, Kind.TRIED, policy, Optional.of(policy), seen));
    }

    private static String seen(StreamState state, ReturnPathPolicy policy) {
        return "feedback is " + state.feedback().verdict() + " with the return path " + ReturnPath.word(policy) + " ("
                + state.feedback().finding().reason() + ")";
    }

    private Step nextPolicy(StreamState state, CameraSession session) {
        ReturnPathPolicy failing = session.policy();
        StreamState wanting =
                state.with(state.healing().failed(failing, state.feedback().sections()));
        String seen = seen(state, failing);
        ReturnPath.Choice choice =
                returnPath.next(profile, session, wanting.healing().tried());
        if (choice instanceof ReturnPath.Choice.Policy next) {
            String why = seen + "; " + ReturnPath.word(next.policy()) + " is tried";
            StreamState leaving =
                    PortInDoubt.is(state) ? wanting.with(PortInDoubt.doubted(wanting.healing())) : wanting;
            return renegotiate(leaving, session, next.policy(), why)
                    .before(Fallback.report(wanting, Kind.TRIED, failing, Optional.of(next.policy()), seen));
        }
        String why = seen + "; " + ((ReturnPath.Choice.Refused) choice).reason();
        Optional<ReturnPathPolicy> better = wanting.healing().better(failing);
        if (better.isPresent()) {
            return renegotiate(wanting, session, better.get(), why)
                    .before(Fallback.report(wanting, Kind.EXHAUSTED, failing, better, why));
        }
        return Step.to(
                wanting.with(wanting.healing().given()).withRemark(why),
                Fallback.report(wanting, Kind.EXHAUSTED, failing, Optional.empty(), why));
    }

    private Step renegotiate(StreamState from, CameraSession session, ReturnPathPolicy next, String why) {
        if (session.speaksFirst() == SpeaksFirst.GATEWAY) {
            return Step.to(from.negotiating(session.with(next), from.living()).withRemark(why), new Negotiate());
        }
        return Step.to(
                from.with(from.healing().next(Optional.of(next)))
                        .in(Phase.RENEGOTIATING)
                        .withRemark(why),
                new Tell(new CameraCommand.Renegotiate(why)),
                new AwaitCamera());
    }
}
