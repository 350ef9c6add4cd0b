package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.placedAndFlowing;
import static dev.sightline.gateway.stream.Life.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.FlowChanged;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A camera that sends in bursts")
class BurstsTest {
    /** Two bursts and what the probe says of them and of the pauses. */
    private static void silentInBursts(Life life) {
        life.on(
                life.verdict(Verdict.UNPROVEN, Cause.TOO_EARLY),
                life.verdict(Verdict.NO_MEDIA, Cause.CAMERA_STOPPED),
                life.verdict(Verdict.UNPROVEN, Cause.TOO_EARLY),
                life.verdict(Verdict.SILENT, Cause.NEVER_LEARNT),
                life.verdict(Verdict.SILENT, Cause.NEVER_LEARNT, Cause.CAMERA_STOPPED));
    }

    private static PatienceEnded patienceEnded(Life life) {
        return new PatienceEnded(life.state.negotiation(), Verdict.SILENT);
    }

    @Test
    void andSpeaksFirstIsAskedForAnotherOfferInAPauseTooOnceForEachPolicy() throws Exception {
        Life life = new Life(Life.CAMERA_FIRST).established();
        silentInBursts(life);
        assertThat(life.actions).as("once").hasAtLeastOneElementOfType(AwaitBetterVerdict.class);
        assertThat(life.actions)
                .filteredOn(AwaitBetterVerdict.class::isInstance)
                .hasSize(1);

        life.on(patienceEnded(life));
        assertThat(life.actions).hasAtLeastOneElementOfType(Tell.class);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.TRIED);

        life.on(life.verdict(Verdict.SILENT, Cause.NEVER_LEARNT), patienceEnded(life));
        assertThat(life.actions).as("with its next burst").isEmpty();

        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        silentInBursts(life);
        life.on(patienceEnded(life));
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);

        silentInBursts(life);
        life.on(patienceEnded(life));
        assertThat(steps(life)).as("all were tried").isEmpty();
    }

    @Test
    void andIsSpokenForIsGivenAnotherAnswerOnce() throws Exception {
        Life life = placedAndFlowing();
        silentInBursts(life);

        life.on(patienceEnded(life));
        assertThat(life.actions).contains(new Negotiate());
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.TRIED);

        long former = life.state.negotiation() - 1;
        life.on(life.negotiated(true), new AnswerTaken("by-viewer"), new FlowChanged(former, false));
        silentInBursts(life);
        life.on(patienceEnded(life));
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
    }

    @Test
    void andIsServedIsNotAskedAgainWhereItPauses() throws Exception {
        Life life = new Life(Life.CAMERA_FIRST).established();
        for (int burst = 0; burst < 3; burst++) {
            life.on(
                    life.verdict(Verdict.DELIVERED),
                    life.verdict(Verdict.NO_MEDIA, Cause.CAMERA_STOPPED),
                    life.verdict(Verdict.UNPROVEN, Cause.TOO_EARLY),
                    patienceEnded(life));

            assertThat(life.actions).doesNotHaveAnyElementsOfTypes(AwaitBetterVerdict.class, Tell.class);
        }
    }
}
