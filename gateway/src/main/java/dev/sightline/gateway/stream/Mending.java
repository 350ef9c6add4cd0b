package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.CameraProfile.SpeaksFirst;
import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.DropCandidate;
import dev.sightline.gateway.stream.StreamAction.HoldPatience;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.Report;
import dev.sightline.gateway.stream.StreamAction.ShowFormer;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Cause;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.util.Comparator;
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
        if (event.negotiation() != state.negotiation() || !state.adopted()) {
            return Step.to(state);
        }
        Verdict before = state.feedback().verdict();
        boolean ever = state.feedback().everDelivered() || event.delivered();
        StreamState next = state.with(new Feedback(event.finding(), event.evidence(), ever));
        Step step = event.delivered() ? delivered(next) : Step.to(next);
        boolean turned = before != event.finding().verdict();
        if (!turned) {
            return step;
        }
        if (isMendable(next) && !next.healing().over()) {
            return step.before(new AwaitBetterVerdict(event.finding().verdict(), event.age()));
        }
        boolean wasBad = before == Verdict.TRAPPED || before == Verdict.SILENT;
        return wasBad || event.delivered() ? step.before(new HoldPatience(event.delivered())) : step;
    }

    private Step delivered(StreamState state) {
        CameraSession session = state.session().orElseThrow();
        boolean asked =
                state.phase() == Phase.RENEGOTIATING && state.healing().next().isPresent();
        boolean news = state.healing().isUnderWay()
                && state.healing().winner().filter(session.policy()::equals).isEmpty();
        StreamState next = state.with(state.healing().won(session.policy()));
        Step step = asked
                ? Step.to(next.in(Phase.ESTABLISHED).withRemark(""), new Withdraw())
                : Step.to(state.healing().isUnderWay() ? next.withRemark("") : next);
        return news
                ? step.before(
                        report(next, Kind.HEALED, session.policy(), Optional.empty(), whatHealed(next.feedback())))
                : step;
    }

    /** Where something else is wrong besides, the finding speaks of that. */
    private static String whatHealed(Feedback feedback) {
        return feedback.verdict() == Verdict.DELIVERED
                ? feedback.finding().reason()
                : "feedback leaves for the camera rightly";
    }

    Step proofLost(StreamState state, ProofLost event) {
        Feedback feedback = state.feedback();
        StreamState next = state.with(state.healing()
                .replacing(state.healing()
                        .former()
                        .map(former -> former.with(former.feedback().lost(event.reason())))));
        boolean known = feedback.verdict() == Verdict.UNPROVEN
                && feedback.finding().reason().equals(event.reason());
        return known ? Step.to(next) : Step.to(next.with(feedback.lost(event.reason())), new HoldPatience(false));
    }

    Step patienceEnded(StreamState state, PatienceEnded event) {
        boolean still = event.negotiation() == state.negotiation()
                && state.feedback().verdict() == event.verdict()
                && state.phase() == Phase.ESTABLISHED
                && state.adopted()
                && !state.healing().over()
                && isMendable(state);
        if (!still) {
            return Step.to(state);
        }
        CameraSession session = state.session().orElseThrow();
        ReturnPathPolicy failing = session.policy();
        StreamState wanting = state.with(state.healing().failed(failing));
        String seen = "feedback is " + event.verdict() + " with the return path " + ReturnPath.word(failing) + " ("
                + state.feedback().finding().reason() + ")";
        ReturnPath.Choice choice =
                returnPath.next(profile, session, wanting.healing().tried());
        if (choice instanceof ReturnPath.Choice.Policy next) {
            String why = seen + "; " + ReturnPath.word(next.policy()) + " is tried";
            return renegotiate(wanting, session, next.policy(), why)
                    .before(report(wanting, Kind.TRIED, failing, Optional.of(next.policy()), seen));
        }
        String why = seen + "; " + ((ReturnPath.Choice.Refused) choice).reason();
        return Step.to(
                wanting.with(wanting.healing().given()).withRemark(why),
                report(wanting, Kind.EXHAUSTED, failing, Optional.empty(), why));
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

    /** A camera that was asked for another offer has not made one: what it has goes on, until it offers after all. */
    Step notOffered(StreamState state, ReturnPathPolicy next) {
        ReturnPathPolicy present = state.session().orElseThrow().policy();
        String why = "the camera was asked to offer again for the return path " + ReturnPath.word(next)
                + ", and did not; it goes on with " + ReturnPath.word(present) + ", and feedback is "
                + state.feedback().verdict();
        return Step.to(
                state.with(state.healing().given()).in(Phase.ESTABLISHED).withRemark(why),
                new Withdraw(),
                report(state, Kind.IGNORED, present, Optional.of(next), why));
    }

    /** A camera that was given another answer still sends to the former one. */
    Step notFollowed(StreamState state, Former former) {
        String why = "the camera was given another answer for the return path " + policyOf(state)
                + ", and still sends to the former one, for "
                + ReturnPath.word(former.session().policy());
        return Step.to(
                state.backTo(former, why),
                new Withdraw(),
                state.adopted() ? new ShowFormer() : new DropCandidate(),
                report(state, Kind.IGNORED, former.session().policy(), policyOfSession(state), why));
    }

    /** Nothing came of a negotiation that was to replace a living one: that one goes on. */
    Step notNegotiated(StreamState state, Former former, StreamException reason) {
        String why = "the return path " + policyOf(state) + " could not be negotiated: " + reason.getMessage();
        StreamState wanting = state.session()
                .map(session -> state.with(state.healing().failed(session.policy())))
                .filter(failed -> state.healing().isUnderWay())
                .orElse(state);
        return Step.to(
                wanting.backTo(former, why),
                new DropCandidate(),
                new StreamAction.RefuseCamera(reason),
                report(state, Kind.FAILED, former.session().policy(), policyOfSession(state), why));
    }

    /** No policy mends a firewall, a cable or a route: those verdicts are only shown. */
    private static boolean isMendable(StreamState judged) {
        Feedback feedback = judged.feedback();
        return (feedback.verdict() == Verdict.TRAPPED && !isMisrouted(judged))
                || (feedback.verdict() == Verdict.SILENT && !feedback.everDelivered());
    }

    /** Feedback is for the camera's address already, and this host sends it another way. */
    private static boolean isMisrouted(StreamState judged) {
        Optional<InetAddress> destination = judged.feedback().evidence().rtcpOut().stream()
                .filter(flow -> flow.meaning() == RtcpFlow.Meaning.TRAPPED)
                .max(Comparator.comparing(RtcpFlow::last))
                .map(flow -> flow.destination().getAddress());
        return judged.feedback().finding().causes().contains(Cause.WRONG_INTERFACE)
                && destination.isPresent()
                && destination.equals(judged.session().flatMap(CameraSession::address));
    }

    private static String policyOf(StreamState state) {
        return policyOfSession(state).map(ReturnPath::word).orElse("");
    }

    private static Optional<ReturnPathPolicy> policyOfSession(StreamState state) {
        return state.session().map(CameraSession::policy);
    }

    private static Report report(
            StreamState state, Kind kind, ReturnPathPolicy from, Optional<ReturnPathPolicy> to, String why) {
        return new Report(new HealingStep(state.camera(), kind, from, to, why));
    }
}
