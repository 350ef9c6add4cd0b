package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.Healing.Former;
import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.DropCandidate;
import dev.sightline.gateway.stream.StreamAction.HoldPatience;
import dev.sightline.gateway.stream.StreamAction.Report;
import dev.sightline.gateway.stream.StreamAction.ShowFormer;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.sdp.ReturnPathPolicy;
import java.time.Duration;
import java.util.Optional;

/** What there was goes on, since nothing better has come of mending. Part of {@link StreamMachine}. */
final class Fallback {
    private Fallback() {}

    /** A camera that was asked for another offer has not made one: what it has goes on, until it offers after all. */
    static Step notOffered(StreamState state, ReturnPathPolicy next) {
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
    static Step notFollowed(StreamState state, Former former) {
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
    static Step notNegotiated(StreamState state, Former former, StreamException reason) {
        String why = "the return path " + policyOf(state) + " could not be negotiated: " + reason.getMessage();
        Optional<ReturnPathPolicy> tried = policyOfSession(state)
                .filter(policy -> state.healing().isUnderWay())
                .filter(policy -> policy != former.session().policy());
        Step step = tried.map(policy ->
                        Step.to(state.with(state.healing().failed(policy)).backTo(former, why)))
                .orElseGet(() -> asBefore(state, former, why));
        return step.before(
                new DropCandidate(),
                new StreamAction.RefuseCamera(reason),
                report(state, Kind.FAILED, former.session().policy(), policyOfSession(state), why));
    }

    /**
     * It was no other policy's try, but the camera's own wish: mending goes on as if there had been none. Where the same
     * policy was to find a camera that moved, that was its try.
     */
    private static Step asBefore(StreamState state, Former former, String why) {
        StreamState next = state.backTo(former, why);
        if (state.healing().moved()) {
            return Step.to(next);
        }
        StreamState going = next.with(state.healing().replacing(Optional.empty()));
        return Mendable.is(going) && !going.healing().over()
                ? Step.to(going, new AwaitBetterVerdict(former.feedback().verdict(), Duration.ZERO))
                : Step.to(going);
    }

    /** What was to be replaced is proven after all, and the camera has not been given anything else to send to. */
    static Step provenAfterAll(StreamState state, Former former) {
        ReturnPathPolicy policy = former.session().policy();
        StreamState back = state.backTo(former, "");
        StreamState next = back.with(back.healing().won(policy));
        return Step.to(
                next,
                new Withdraw(),
                new DropCandidate(),
                new StreamAction.RefuseCamera(new StreamException(
                        StreamException.Code.SUPERSEDED, "what it was to replace was proven before the camera had it")),
                new HoldPatience(true),
                report(
                        next,
                        Kind.HEALED,
                        policy,
                        Optional.empty(),
                        "before another was tried: "
                                + former.feedback().finding().reason()));
    }

    private static String policyOf(StreamState state) {
        return policyOfSession(state).map(ReturnPath::word).orElse("");
    }

    private static Optional<ReturnPathPolicy> policyOfSession(StreamState state) {
        return state.session().map(CameraSession::policy);
    }

    static Report report(
            StreamState state, Kind kind, ReturnPathPolicy from, Optional<ReturnPathPolicy> to, String why) {
        return new Report(new HealingStep(state.camera(), kind, from, to, why));
    }
}
