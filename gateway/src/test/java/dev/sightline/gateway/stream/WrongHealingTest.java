package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.CAMERA_FIRST;
import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.outOfPatience;
import static dev.sightline.gateway.stream.Life.placedAndFlowing;
import static dev.sightline.gateway.stream.Life.steps;
import static dev.sightline.gateway.stream.Life.viewers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.DropCandidate;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order verdicts, cameras and media servers may speak, and that none of it mends what is well or leaves what is not. */
class WrongHealingTest {
    private static VerdictReached verdict(Life life, long negotiation, Verdict verdict) {
        VerdictReached present = life.verdict(verdict);
        return new VerdictReached(
                negotiation,
                present.finding(),
                present.age(),
                present.evidence(),
                present.delivered(),
                present.streams(),
                present.videoPorts());
    }

    private static NegotiationFailed timedOut(Life life) {
        return new NegotiationFailed(
                life.state.negotiation(), new StreamException(StreamException.Code.MEDIA_SERVER_DOWN, "timed out"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"TRAPPED", "SILENT", "DELIVERED"})
    void aLateVerdictOfTheFormerNegotiationSaysNothingOfTheNext(Verdict late) throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        long former = life.state.negotiation() - 1;
        life.on(life.negotiated(true), new AnswerTaken("by-viewer"));
        StreamState before = life.state;

        life.on(verdict(life, former, late), new PatienceEnded(former, late));

        assertThat(life.state).isEqualTo(before);
        assertThat(life.actions).isEmpty();
    }

    @ParameterizedTest(name = "the other answer waits for the camera: {0}")
    @ValueSource(booleans = {false, true})
    void whatIsProvenBeforeTheCameraIsGivenAnotherAnswerGoesOn(boolean told) throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        long other = life.state.negotiation();
        if (told) {
            life.on(life.negotiated(true));
        }

        life.on(verdict(life, other - 1, Verdict.DELIVERED));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.actions).contains(new Withdraw(), new DropCandidate());
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.HEALED);
        life.on(new StreamEvent.Negotiated(other, "late", true), new AnswerTaken("by-viewer"));
        assertThat(life.actions).as("the other one is stale").isEmpty();

        outOfPatience(life, Verdict.TRAPPED);
        assertThat(life.policy()).as("it is mended when it fails again").isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void aCameraThatHasOfferedIsAnsweredThoughWhatItHadIsProvenMeanwhile() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        long former = life.state.negotiation();
        life.on(offer("s2"), verdict(life, former, Verdict.DELIVERED));

        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        life.on(life.negotiated(true));
        assertThat(life.state.hasSession("s2")).isTrue();
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    /** An agent that loses sight of a route and finds it again says TRAPPED all the while. */
    @Test
    void aVerdictThatBecomesMendableIsMendedThoughItsWordStays() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        VerdictReached plain = life.verdict(Verdict.TRAPPED);
        VerdictReached misrouted = life.misrouted(Life.CAMERA);

        life.on(misrouted);
        assertThat(life.actions).isEmpty();
        life.on(plain);
        assertThat(life.actions).containsExactly(new AwaitBetterVerdict(Verdict.TRAPPED, Duration.ZERO));
        life.on(misrouted, new PatienceEnded(plain.negotiation(), Verdict.TRAPPED));
        assertThat(life.state.phase()).as("no policy mends a route").isEqualTo(Phase.ESTABLISHED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"TRAPPED", "SILENT"})
    void aCameraWhoseOwnOfferComesToNothingIsMendedAsIfItHadMadeNone(Verdict verdict) throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(verdict), offer("s2"));
        life.on(new PatienceEnded(life.state.negotiation() - 1, verdict));
        assertThat(life.state.phase()).as("it is being answered").isEqualTo(Phase.NEGOTIATING);

        life.on(timedOut(life));

        assertThat(life.state.hasSession("s1")).isTrue();
        assertThat(life.actions).contains(new AwaitBetterVerdict(verdict, Duration.ZERO));
        life.on(new PatienceEnded(life.state.negotiation(), verdict));
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.TRIED);
    }

    @Test
    void whatWonIsNotForgottenWhenTheCamerasNextOfferComesToNothing() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2")).on(life.negotiated(true)).on(life.verdict(Verdict.DELIVERED));
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);

        life.on(offer("s3")).on(timedOut(life));

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().over()).isFalse();
    }

    @Test
    void aPolicyThatCouldNotBeNegotiatedIsNotTriedAgain() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2")).on(timedOut(life));

        assertThat(life.state.healing().over()).isTrue();
        life.on(life.verdict(Verdict.UNPROVEN));
        outOfPatience(life, Verdict.TRAPPED);
        assertThat(life.actions).doesNotContain(new Negotiate());
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void aCameraThatOffersByItselfWhileItIsAskedGoesByThePolicyThatWasChosen() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("own"));
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.actions).containsExactly(new Withdraw(), new Negotiate());

        life.on(offer("own again")).on(life.negotiated(true));
        assertThat(life.policy()).as("the one before has not been tried out").isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().tried()).containsExactly(ReturnPathPolicy.CAMERA_ADDRESS);
    }

    @Test
    void aCameraThatIsBeingAskedForAnotherOfferIsNotAskedForTheNextPolicy() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        StreamState asked = life.state;

        outOfPatience(life, Verdict.TRAPPED);

        assertThat(life.state).isEqualTo(asked);
        assertThat(life.actions).isEmpty();
    }

    @Test
    void anAnswerThatIsTakenForAnotherSessionDoesNotShowThisOne() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        life.on(life.negotiated(true));

        life.on(new AnswerTaken("of before"));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.actions).isEmpty();
    }

    @Test
    void whereAllWasTriedAnOfferOfTheCamerasOwnThatComesToNothingBeginsNothingAnew() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2")).on(life.negotiated(true));
        outOfPatience(life, Verdict.TRAPPED);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);

        life.on(offer("own")).on(timedOut(life));

        assertThat(life.state.hasSession("s2")).isTrue();
        assertThat(life.actions).doesNotHaveAnyElementsOfTypes(AwaitBetterVerdict.class);
    }

    @Test
    void aCameraThatOffersByItselfWhileAnotherAnswerWaitsForItTakesItsPlace() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        life.on(life.negotiated(true));
        assertThat(life.actions).hasAtLeastOneElementOfType(Tell.class);

        life.on(offer("own"));

        assertThat(life.actions).containsExactly(new Withdraw(), new Negotiate());
        life.on(new AnswerTaken("by-viewer"));
        assertThat(life.actions).as("the answer of before is nobody's").isEmpty();
        life.on(life.negotiated(true)).on(new FlowChanged(life.state.negotiation(), true));
        assertThat(life.state.hasSession("own")).isTrue();
        assertThat(life.state.healing().former()).isEmpty();
    }

    @ParameterizedTest(name = "{0} won, {1}: {2}")
    @CsvSource({
        "COMEDIA,        'returnPath: {order: [camera-address]}',          CAMERA_ADDRESS",
        "SERVER_ADDRESS, 'returnPath: {order: [camera-address, comedia]}', CAMERA_ADDRESS",
        "COMEDIA,        'returnPath: {order: [camera-address, comedia]}', COMEDIA",
    })
    void aWinnerThatIsNotAllowedAnyMoreDoesNotWin(ReturnPathPolicy winner, String config, ReturnPathPolicy expected)
            throws Exception {
        for (String profile : List.of(CAMERA_FIRST, Life.PLACED)) {
            Life life = new Life(profile, config).afterWinning(winner);
            life.on(profile.equals(CAMERA_FIRST) ? offer("s1") : viewers(1));

            assertThat(life.policy()).as(profile).isEqualTo(expected);
        }
    }

    /** It was proven before it was left out of the order; where all others fail nobody goes back to it. */
    @Test
    void aWinnerThatIsNotAllowedAnyMoreIsNotGoneBackTo() throws Exception {
        Life life = new Life(CAMERA_FIRST, "returnPath: {order: [camera-address]}")
                .afterWinning(ReturnPathPolicy.COMEDIA)
                .established();

        outOfPatience(life, Verdict.TRAPPED);

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void aWinnerThatAStrictCameraCannotUseDoesNotWin() throws Exception {
        Life life = new Life(Life.STRICT)
                .afterWinning(ReturnPathPolicy.CAMERA_ADDRESS)
                .on(viewers(1));

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    /** Each time for less than its patience, with proof in between. */
    @Test
    void anAgentThatFlapsBetweenProofAndTrapMendsNothing() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        for (int i = 0; i < 5; i++) {
            life.on(life.verdict(Verdict.TRAPPED), life.verdict(Verdict.DELIVERED));
            life.on(new PatienceEnded(life.state.negotiation(), Verdict.TRAPPED)); // it came too late to be stopped
        }

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.healing().isUnderWay()).isFalse();
    }
}
