package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.CAMERA_FIRST;
import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.placedAndFlowing;
import static dev.sightline.gateway.stream.Life.steps;
import static dev.sightline.gateway.stream.Life.viewers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.NegotiationFailed;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A camera that was served and sends from another socket in the same session")
class MovedTest {
    private static Life served(Life life) {
        return life.on(life.verdict(Verdict.DELIVERED));
    }

    private static Life moves(Life life, Cause cause) {
        return life.on(
                life.verdict(Verdict.UNPROVEN, Cause.TOO_EARLY),
                life.verdict(Verdict.SILENT, cause),
                new PatienceEnded(life.state.negotiation(), Verdict.SILENT));
    }

    private static Life offers(Life life, String session) {
        return life.on(offer(session)).on(life.negotiated(true));
    }

    @ParameterizedTest(name = "SILENT ({0}): negotiated again {1}")
    @CsvSource({
        "STALE_PORT,       true",
        "WRONG_HOST,       true",
        "WRONG_SSRC,       false",
        "NO_FEEDBACK,      false",
        "FEEDBACK_STOPPED, false",
        "DIVERTED,         false"
    })
    void isAskedToNegotiateAgainWithThePolicyThatServedIt(Cause cause, boolean asked) throws Exception {
        Life life = moves(served(new Life(CAMERA_FIRST).established()), cause);

        assertThat(life.state.phase()).isEqualTo(asked ? Phase.RENEGOTIATING : Phase.ESTABLISHED);
        assertThat(life.actions.stream().anyMatch(AwaitBetterVerdict.class::isInstance))
                .isEqualTo(asked);
        if (asked) {
            assertThat(life.actions).hasAtLeastOneElementOfType(Tell.class);
            assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
            assertThat(steps(life)).singleElement().satisfies(step -> {
                assertThat(step.kind()).isEqualTo(Kind.TRIED);
                assertThat(step.from()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
                assertThat(step.to()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
            });
        }
    }

    @Test
    void isServedAgainByThePolicyThatWonInThePlaceOfAnother() throws Exception {
        Life life = Life.outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        served(offers(life, "s2"));

        for (String session : new String[] {"s3", "s4"}) {
            moves(life, Cause.STALE_PORT);
            assertThat(life.state.phase()).as(session).isEqualTo(Phase.RENEGOTIATING);
            offers(life, session);
            assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
            served(life);
            assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.HEALED);
            assertThat(served(life).actions).as("it is said once").isEmpty();
        }
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void thatWasNeverServedHasNotMovedAndIsTriedWithTheNextPolicy() throws Exception {
        Life life = moves(new Life(CAMERA_FIRST).established(), Cause.WRONG_HOST);

        assertThat(steps(life)).extracting(HealingStep::to).containsExactly(Optional.of(ReturnPathPolicy.COMEDIA));
    }

    @Test
    void isTriedWithEachOtherPolicyOnceWhereTheSameOneDoesNotServeIt() throws Exception {
        Life life = served(new Life(CAMERA_FIRST).established());
        offers(moves(life, Cause.STALE_PORT), "s2");
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);

        Life.outOfPatience(life, Verdict.SILENT);
        assertThat(steps(life)).extracting(HealingStep::to).containsExactly(Optional.of(ReturnPathPolicy.COMEDIA));
        offers(life, "s3");
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);

        Life.outOfPatience(life, Verdict.SILENT);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
        moves(life, Cause.STALE_PORT);
        assertThat(life.actions)
                .as("nothing was delivered since")
                .doesNotHaveAnyElementsOfTypes(Tell.class, AwaitBetterVerdict.class);
    }

    @Test
    void isNotAskedAgainWhileItsOfferIsAwaited() throws Exception {
        Life life = served(new Life(CAMERA_FIRST).established());
        moves(life, Cause.STALE_PORT);

        assertThat(moves(life, Cause.STALE_PORT).actions)
                .doesNotHaveAnyElementsOfTypes(Tell.class, StreamAction.Report.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"STALE_PORT", "WRONG_HOST"})
    void thatDoesNotOfferKeepsWhatItHas(Cause cause) throws Exception {
        Life life = moves(served(new Life(CAMERA_FIRST).established()), cause);
        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.IGNORED);
        assertThat(moves(life, cause).actions).doesNotHaveAnyElementsOfTypes(Tell.class, AwaitBetterVerdict.class);
    }

    @Test
    void whoseOfferComesToNothingIsNotAskedForeverToOfferAgain() throws Exception {
        Life life = moves(served(new Life(CAMERA_FIRST).established()), Cause.STALE_PORT);
        life.on(offer("s2"));
        life.on(new NegotiationFailed(
                life.state.negotiation(), new StreamException(StreamException.Code.MEDIA_SERVER_DOWN, "timed out")));

        assertThat(life.state.hasSession("s1")).isTrue();
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(moves(life, Cause.STALE_PORT).actions)
                .doesNotHaveAnyElementsOfTypes(Tell.class, AwaitBetterVerdict.class);
    }

    /** The gateway knows the port of such a camera from its configuration alone: another negotiation would say the same. */
    @Test
    void forWhichTheGatewaySpeaksIsLookedForByTheNextPolicy() throws Exception {
        Life life = moves(served(placedAndFlowing()), Cause.STALE_PORT);

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.actions).hasAtLeastOneElementOfType(Negotiate.class);
    }

    @Test
    void forWhichTheGatewaySpeaksIsLearntAnewByComedia() throws Exception {
        Life life = new Life(Life.STRICT).on(viewers(1));
        life.on(life.negotiated(true)).on(new FlowChanged(life.state.negotiation(), true));
        moves(served(life), Cause.WRONG_HOST);

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.actions).hasAtLeastOneElementOfType(Negotiate.class);
    }
}
