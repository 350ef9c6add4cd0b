package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.CAMERA_FIRST;
import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.outOfPatience;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is known of a camera's feedback")
class FeedbackTest {
    private static Life offersAgain(Life life) {
        return life.on(offer("s2")).on(life.negotiated(true));
    }

    @Test
    void isRememberedWhileNobodyLooks() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.DELIVERED), new ProofLost("the agent is gone", true));

        life.on(life.verdict(Verdict.SILENT, Cause.FEEDBACK_STOPPED));

        assertThat(life.actions).doesNotHaveAnyElementsOfTypes(AwaitBetterVerdict.class);
    }

    @Test
    void isNotKnownOfTheNextNegotiationEither() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.TRAPPED), new ProofLost("the agent is gone", true));

        offersAgain(life);

        assertThat(life.state.feedback().isAwaited()).isFalse();
        assertThat(life.state.feedback().finding().reason()).isEqualTo("the agent is gone");
    }

    /** Its agent is connected, and has not repeated its verdict for a while. */
    @Test
    void isAwaitedOfTheNextNegotiationWhereOnlyThisOneIsNotJudgedAnyMore() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.TRAPPED), new ProofLost("the agent says no more", false));
        assertThat(life.state.feedback().isAwaited()).isFalse();

        offersAgain(life);

        assertThat(life.state.feedback().isAwaited()).isTrue();
        assertThat(life.state.feedback().finding().reason()).doesNotContain("the agent");
    }

    @Test
    void isAwaitedOfTheNextNegotiationWhateverWasInDoubtOfTheFormerOne() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        outOfPatience(life, Verdict.UNPROVEN);

        offersAgain(life);

        assertThat(life.state.feedback().isAwaited()).isTrue();
        assertThat(life.state.feedback().finding().reason()).doesNotContain("seen by the test");
    }
}
