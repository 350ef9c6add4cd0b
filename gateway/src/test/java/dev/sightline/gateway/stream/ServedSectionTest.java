package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.CAMERA_FIRST;
import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.placedAndFlowing;
import static dev.sightline.gateway.stream.Life.steps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.Negotiated;
import dev.sightline.gateway.stream.StreamEvent.PatienceEnded;
import dev.sightline.gateway.stream.StreamEvent.ProofLost;
import dev.sightline.gateway.stream.StreamEvent.SessionEnded;
import dev.sightline.gateway.stream.StreamEvent.VerdictReached;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cameras with two media sections, of which one is served: the verdict is the other's, and healing leaves what is well alone. */
class ServedSectionTest {
    private static final String COMEDIA = "{returnPath: {policy: comedia}}";
    private static final int VIDEO = 40_000;
    private static final int AUDIO = 40_002;

    private static Finding found(Verdict verdict, Cause... causes) {
        return new Finding(verdict, Instant.EPOCH, List.of(causes), "seen by the test", Optional.of("see to it"));
    }

    private static StreamVerdict stream(int port, Verdict verdict, Cause... causes) {
        return new StreamVerdict(
                new InetSocketAddress(Life.CAMERA, port + 1_000),
                new InetSocketAddress(Life.CAMERA, port),
                port,
                Optional.empty(),
                found(verdict, causes),
                Evidence.none(dev.sightline.probe.ReturnPath.unknown()));
    }

    /** What an agent says of both: the worst of the two is the camera's. */
    private static VerdictReached both(Life life, StreamVerdict other, StreamVerdict worst) {
        return both(life, Set.of(VIDEO), other, worst);
    }

    private static VerdictReached both(Life life, Set<Integer> videoPorts, StreamVerdict other, StreamVerdict worst) {
        Finding finding = worst.finding();
        Evidence none = Evidence.none(dev.sightline.probe.ReturnPath.unknown());
        RtcpFlow doubtful = new RtcpFlow(
                "eth0",
                List.of(),
                new InetSocketAddress(Life.CAMERA, worst.destination().getPort() + 1),
                worst.source(),
                RtcpFlow.Meaning.IN_DOUBT,
                8,
                new TreeMap<>(Map.of("RR", 8L)),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(4));
        Evidence evidence = new Evidence(
                100,
                List.of("eth0"),
                none.firstRtp(),
                none.lastRtp(),
                List.of(),
                finding.causes().contains(Cause.PORT_IN_DOUBT) ? List.of(doubtful) : List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                none.returnPath());
        return new VerdictReached(
                life.state.negotiation(),
                finding,
                Duration.ofSeconds(7),
                evidence,
                finding.verdict() == Verdict.DELIVERED,
                List.of(other, worst),
                videoPorts);
    }

    private static Life outOfPatience(Life life, VerdictReached said) {
        return life.on(
                said, new PatienceEnded(said.negotiation(), said.finding().verdict()));
    }

    private static StreamVerdict servedVideo() {
        return stream(VIDEO, Verdict.DELIVERED);
    }

    private static StreamVerdict muteAudio() {
        return stream(AUDIO, Verdict.SILENT, Cause.NEVER_LEARNT);
    }

    /** The scene: behind a NAT only COMEDIA finds the camera, and it learns only where there are reports. */
    @Test
    void audioWithoutFeedbackCostsTheVideoNothing() throws Exception {
        Life life = new Life(COMEDIA).established();

        outOfPatience(life, both(life, servedVideo(), muteAudio()));

        assertThat(life.actions).doesNotHaveAnyElementsOfTypes(AwaitBetterVerdict.class, Tell.class);
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.feedback().verdict())
                .as("it is shown all the same")
                .isEqualTo(Verdict.SILENT);
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "SILENT,   NEVER_LEARNT,    ESTABLISHED",
        "SILENT,   NO_FEEDBACK,     ESTABLISHED",
        "SILENT,   WRONG_PORT,      ESTABLISHED",
        "SILENT,   WRONG_HOST,      ESTABLISHED",
        "UNPROVEN, PORT_IN_DOUBT,   ESTABLISHED",
        "BLOCKED,  NEVER_LEARNT,    ESTABLISHED",
        "TRAPPED,  WRONG_INTERFACE, RENEGOTIATING",
    })
    void ofASectionBesideOneThatIsServedOnlyATrapIsMended(Verdict verdict, Cause cause, Phase phase) throws Exception {
        Life life = new Life(CAMERA_FIRST).established();

        outOfPatience(life, both(life, servedVideo(), stream(AUDIO, verdict, cause)));

        assertThat(life.state.phase()).isEqualTo(phase);
    }

    @ParameterizedTest(name = "video that {0}, audio {1} ({2})")
    @CsvSource({"pauses, SILENT, NEVER_LEARNT", "pauses, SILENT, WRONG_PORT", "pauses, UNPROVEN, PORT_IN_DOUBT"})
    void neitherIsItMendedWhileTheServedOnePauses(String what, Verdict verdict, Cause cause) throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        StreamVerdict audio = stream(AUDIO, verdict, cause);
        life.on(both(life, servedVideo(), audio));

        outOfPatience(life, both(life, stream(VIDEO, Verdict.NO_MEDIA, Cause.CAMERA_STOPPED), audio));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);

        life.on(new ProofLost("the agent is gone", true));
        outOfPatience(life, both(life, stream(VIDEO, Verdict.NO_MEDIA, Cause.CAMERA_STOPPED), audio));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    /** Both seemed served until the camera's first reports came from another port. */
    @Test
    void doubtOfBothIsMendedThoughBothWereThoughtServed() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        StreamVerdict doubtful = stream(VIDEO, Verdict.UNPROVEN, Cause.PORT_IN_DOUBT);
        life.on(both(life, servedVideo(), stream(AUDIO, Verdict.DELIVERED)));

        outOfPatience(life, both(life, doubtful, stream(AUDIO, Verdict.UNPROVEN, Cause.PORT_IN_DOUBT)));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    @Test
    void silenceOfBothIsMendedWhereNeitherWasServed() throws Exception {
        Life life = new Life(COMEDIA).established();

        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.NEVER_LEARNT), muteAudio()));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    /** Its audio was never answered and speaks for the camera still, as its causes are as many. */
    @Test
    void aCameraThatMovedIsFoundAgainThoughItsAudioWasNeverServed() throws Exception {
        Life life = new Life(COMEDIA).established();
        life.on(both(life, servedVideo(), muteAudio()));

        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.WRONG_HOST), muteAudio()));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void aCameraThatWasAskedKeepsWhatItHasOnceASectionIsServed() throws Exception {
        Life life = new Life(COMEDIA).established();
        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.NEVER_LEARNT), muteAudio()));

        life.on(both(life, servedVideo(), muteAudio()));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.actions).contains(new Withdraw());
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.HEALED);
        assertThat(steps(life).get(0).why()).contains("a part of what it sends", "seen by the test");
    }

    @Test
    void aCameraForWhichTheGatewaySpeaksGoesOnWithWhatServesASection() throws Exception {
        Life life = placedAndFlowing();
        VerdictReached late = both(life, servedVideo(), stream(AUDIO, Verdict.SILENT, Cause.NO_FEEDBACK));
        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.NO_FEEDBACK), muteAudio()));
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);

        life.on(late);

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void thePolicyThatServesASectionIsKeptInMind() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.NO_FEEDBACK), muteAudio()));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));

        life.on(both(life, servedVideo(), muteAudio()));
        life.on(new SessionEnded("s2", false), offer("s3"));

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    /** Its audio was trapped, so another was tried, by which nothing arrives at all. */
    @Test
    void whereAllFailTheOneThatServedASectionIsNegotiatedAgain() throws Exception {
        Life life = new Life(COMEDIA).established();
        StreamVerdict trapped = stream(AUDIO, Verdict.TRAPPED, Cause.LOOPED_BACK);
        outOfPatience(life, both(life, servedVideo(), trapped));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);

        outOfPatience(life, both(life, stream(VIDEO, Verdict.SILENT, Cause.NO_FEEDBACK), muteAudio()));

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
        assertThat(steps(life).get(0).to()).contains(ReturnPathPolicy.COMEDIA);
        life.on(offer("s3"), new Negotiated(life.state.negotiation() + 1, "back", false));
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);

        outOfPatience(life, both(life, servedVideo(), trapped));
        assertThat(life.state.phase()).as("and then it stays").isEqualTo(Phase.ESTABLISHED);
        life.on(new SessionEnded("s3", false), offer("s4"));
        assertThat(life.policy()).as("the next session begins with it").isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    private static StreamVerdict servedAudio() {
        return stream(AUDIO, Verdict.DELIVERED);
    }

    private static StreamVerdict muteVideo() {
        return stream(VIDEO, Verdict.SILENT, Cause.NEVER_LEARNT);
    }

    /** A camera without feedback for its video gives up, and came back to the same policy each time. */
    @ParameterizedTest(name = "its audio is served, its video is {0} ({1})")
    @CsvSource({
        "SILENT,   NEVER_LEARNT",
        "SILENT,   NO_FEEDBACK",
        "SILENT,   WRONG_HOST",
        "UNPROVEN, PORT_IN_DOUBT",
        "BLOCKED,  NEVER_LEARNT",
        "TRAPPED,  LOOPED_BACK"
    })
    void videoIsMendedWhateverItsAudioGets(Verdict verdict, Cause cause) throws Exception {
        Life life = new Life(CAMERA_FIRST).afterWinning(ReturnPathPolicy.CAMERA_ADDRESS);
        life.established().on(both(life, servedAudio(), stream(VIDEO, Verdict.UNPROVEN, Cause.TOO_EARLY)));

        outOfPatience(life, both(life, servedAudio(), stream(VIDEO, verdict, cause)));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().winner()).isEmpty();
    }

    /** Its video begins a moment after its audio. */
    @Test
    void audioThatWasServedAloneAtFirstKeepsNoVideoFromBeingMended() throws Exception {
        Life life = new Life(COMEDIA).established();
        life.on(both(life, servedAudio(), servedAudio()));

        outOfPatience(life, both(life, servedAudio(), muteVideo()));

        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.healing().winner()).isEmpty();
    }

    @Test
    void videoThatPausesWithoutHavingBeenServedIsNotForgotten() throws Exception {
        Life life = new Life(COMEDIA).established();
        life.on(both(life, servedAudio(), muteVideo()));

        life.on(both(life, servedAudio(), servedAudio()));

        assertThat(life.state.healing().winner()).isEmpty();
        life.on(both(life, servedAudio(), servedVideo()));
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    @ParameterizedTest(name = "video at {0}")
    @CsvSource({"''", "41000"})
    void whereThePortsOfTheVideoAreNotKnownWhateverIsServedKeepsItsPolicy(String port) throws Exception {
        Life life = new Life(COMEDIA).established();
        Set<Integer> ports = port.isEmpty() ? Set.of() : Set.of(Integer.valueOf(port));

        outOfPatience(life, both(life, ports, servedAudio(), muteVideo()));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    /** As of a former endpoint that is shown again. */
    @Test
    void thePortsOfTheVideoAreKeptInMind() throws Exception {
        Life life = new Life(COMEDIA).established();
        life.on(both(life, servedAudio(), stream(VIDEO, Verdict.UNPROVEN, Cause.TOO_EARLY)));

        outOfPatience(life, both(life, Set.of(), servedAudio(), muteVideo()));

        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    /** Audio of which the camera has two, and no video: one of them is served. */
    @Test
    void audioThatIsServedKeepsOtherAudioFromBeingMended() throws Exception {
        Life life = new Life(COMEDIA).established();

        outOfPatience(life, both(life, servedAudio(), stream(AUDIO + 2, Verdict.SILENT, Cause.NEVER_LEARNT)));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    /** Its video was served once: what is wrong now is no policy's fault. */
    @Test
    void videoThatWasServedAndIsNoMoreIsNotMendedButWhereItMoved() throws Exception {
        Life life = new Life(COMEDIA).established();
        life.on(both(life, servedAudio(), servedVideo()));

        outOfPatience(life, both(life, servedAudio(), stream(VIDEO, Verdict.SILENT, Cause.FEEDBACK_STOPPED)));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);

        outOfPatience(life, both(life, servedAudio(), stream(VIDEO, Verdict.SILENT, Cause.STALE_PORT)));
        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
    }

    /** By the one audio is served, by the other nothing. */
    @Test
    void whereNoneServesTheVideoTheOneThatServedTheAudioIsNegotiatedAgainAndNotKeptInMind() throws Exception {
        Life life = new Life(COMEDIA).established();
        outOfPatience(life, both(life, servedAudio(), muteVideo()));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));

        outOfPatience(life, both(life, muteAudio(), muteVideo()));

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().winner()).isEmpty();
        life.on(offer("s3"), new Negotiated(life.state.negotiation() + 1, "back", false));
        outOfPatience(life, both(life, servedAudio(), muteVideo()));
        assertThat(life.state.phase()).as("and then it stays").isEqualTo(Phase.ESTABLISHED);
    }

    /** By the first the video is served and the audio trapped, by the other the audio alone is served. */
    @Test
    void whereAllFailTheOneThatServedTheVideoGoesBeforeTheOneThatServedTheAudio() throws Exception {
        Life life = new Life(COMEDIA).established();
        outOfPatience(life, both(life, servedVideo(), stream(AUDIO, Verdict.TRAPPED, Cause.LOOPED_BACK)));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));

        outOfPatience(life, both(life, servedAudio(), muteVideo()));

        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void aCameraForWhichTheGatewaySpeaksDoesNotGoOnWithWhatServesItsAudioAlone() throws Exception {
        Life life = placedAndFlowing();
        VerdictReached late = both(life, servedAudio(), muteVideo());
        outOfPatience(life, both(life, muteAudio(), muteVideo()));

        life.on(late);

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }
}
