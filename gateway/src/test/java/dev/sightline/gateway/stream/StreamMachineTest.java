package dev.sightline.gateway.stream;

import static dev.sightline.gateway.stream.Life.CAMERA_FIRST;
import static dev.sightline.gateway.stream.Life.PLACED;
import static dev.sightline.gateway.stream.Life.STRICT;
import static dev.sightline.gateway.stream.Life.offer;
import static dev.sightline.gateway.stream.Life.outOfPatience;
import static dev.sightline.gateway.stream.Life.placedAndFlowing;
import static dev.sightline.gateway.stream.Life.steps;
import static dev.sightline.gateway.stream.Life.viewers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.config.CameraProfile;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.stream.CameraCommand.Play;
import dev.sightline.gateway.stream.CameraCommand.PlayTo;
import dev.sightline.gateway.stream.CameraCommand.Renegotiate;
import dev.sightline.gateway.stream.CameraCommand.Stop;
import dev.sightline.gateway.stream.HealingStep.Kind;
import dev.sightline.gateway.stream.StreamAction.Adopt;
import dev.sightline.gateway.stream.StreamAction.AwaitBetterVerdict;
import dev.sightline.gateway.stream.StreamAction.AwaitCamera;
import dev.sightline.gateway.stream.StreamAction.AwaitViewers;
import dev.sightline.gateway.stream.StreamAction.DropCandidate;
import dev.sightline.gateway.stream.StreamAction.EndViewers;
import dev.sightline.gateway.stream.StreamAction.ForgetAll;
import dev.sightline.gateway.stream.StreamAction.HoldPatience;
import dev.sightline.gateway.stream.StreamAction.Negotiate;
import dev.sightline.gateway.stream.StreamAction.RefuseCamera;
import dev.sightline.gateway.stream.StreamAction.ReleaseAll;
import dev.sightline.gateway.stream.StreamAction.ReleaseFormer;
import dev.sightline.gateway.stream.StreamAction.ReleaseSource;
import dev.sightline.gateway.stream.StreamAction.Report;
import dev.sightline.gateway.stream.StreamAction.RestartViewers;
import dev.sightline.gateway.stream.StreamAction.ShowFormer;
import dev.sightline.gateway.stream.StreamAction.Tell;
import dev.sightline.gateway.stream.StreamAction.Withdraw;
import dev.sightline.gateway.stream.StreamEvent.AnswerTaken;
import dev.sightline.gateway.stream.StreamEvent.CallTimedOut;
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
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.sdp.ReturnPathPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a stream's life, one after the other; nothing here needs a media server. */
class StreamMachineTest {

    @Test
    void aCameraThatOffersIsNegotiatedAndAdopted() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(offer("s1"));

        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.actions).containsExactly(new Withdraw(), new Negotiate());
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);

        life.on(life.negotiated(false));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.startedBy()).isEqualTo(StartedBy.CAMERA);
        assertThat(life.actions).containsExactly(new Adopt("answer"));
    }

    @Test
    void anAnswerToAnEarlierOfferIsStale() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(offer("s1"), offer("s2"), new Negotiated(1, "late", false));

        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.state.hasSession("s2")).isTrue();
    }

    @Test
    void aViewerStartsAnIdleCameraAndTheLastOneLeavingStopsIt() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(viewers(1));
        assertThat(life.state.phase()).isEqualTo(Phase.CALLING);
        assertThat(life.actions).containsExactly(new Tell(new Play()), new AwaitCamera());

        life.established();
        assertThat(life.state.startedBy()).isEqualTo(StartedBy.VIEWER);

        life.on(viewers(0));
        assertThat(life.actions).containsExactly(new AwaitViewers());

        life.on(new GraceEnded());
        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions).containsExactly(new Withdraw(), new ReleaseAll(), new Tell(new Stop()));
    }

    @Test
    void aViewerWhoComesBackInTimeKeepsTheCamera() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(viewers(1));
        life.established().on(viewers(0), viewers(1), new GraceEnded());

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void aCameraWhoseOfferIsBeingAnsweredIsStoppedAfterItsAnswerOnly() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(viewers(1), viewers(0), offer("s1"), new GraceEnded());
        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.actions).endsWith(new AwaitViewers());

        life.on(life.negotiated(false), new GraceEnded());

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions).contains(new Adopt("answer"), new Tell(new Stop()));
    }

    @Test
    void aCameraThatBeganByItselfGoesOnWithoutViewers() throws Exception {
        Life life = new Life(CAMERA_FIRST).established().on(viewers(1), viewers(0), new GraceEnded());

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.actions).isEmpty();
    }

    @Test
    void aCameraThatDoesNotBeginIsGivenUp() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(viewers(1));
        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions).hasExactlyElementsOfTypes(Withdraw.class, EndViewers.class, ReleaseAll.class);
    }

    @Test
    void whatACameraWasToldHoldsUntilItSendsToIt() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(true));

        life.on(new FlowChanged(life.state.negotiation() - 1, true));
        assertThat(life.actions).as("another negotiation's").isEmpty();
        life.on(new FlowChanged(life.state.negotiation(), true));
        assertThat(life.actions).containsExactly(new Withdraw());
    }

    @Test
    void whatNamesALostMediaServersPortsIsToldNoMore() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(true)).on(new ServerLost("gone"));

        assertThat(life.actions).contains(new Withdraw());
    }

    @Test
    void theGatewaySpeaksFirstForAStrictCamera() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        assertThat(life.actions).containsExactly(new Negotiate());
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);

        life.on(life.negotiated(true));
        assertThat(life.actions)
                .containsExactly(new Adopt("answer"), new Tell(new PlayTo("by-viewer", "answer")), new AwaitCamera());

        life.on(new CallTimedOut(life.state.negotiation()));
        assertThat(life.state.phase()).as("no RTP came").isEqualTo(Phase.IDLE);
    }

    @Test
    void aStrictCameraThatFlowsIsNotGivenUp() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(true), new FlowChanged(life.state.negotiation(), true));
        life.on(new CallTimedOut(life.state.negotiation()));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);

        life.on(new FlowChanged(life.state.negotiation(), false));
        assertThat(life.actions).containsExactly(new AwaitCamera(true));

        life.on(new CallTimedOut(life.state.negotiation(), true));
        assertThat(life.state.remark()).isEqualTo("the camera stopped sending, and did not begin again");
    }

    @Test
    void anAnswerWithoutPassiveIsReportedAndNeverPatched() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(false));

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.state.remark()).contains("lacks a=direction:passive");
        assertThat(life.actions)
                .hasExactlyElementsOfTypes(Withdraw.class, RefuseCamera.class, EndViewers.class, ReleaseAll.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ReturnPathPolicy.class,
            names = {"CAMERA_ADDRESS", "SERVER_ADDRESS"})
    void aStrictCameraRefusesEveryOtherPolicyWithTheReason(ReturnPathPolicy policy) throws Exception {
        GatewayConfig config = GatewayConfig.parse(
                "returnPath: {serverAddress: 192.0.2.1}\ncameras: {profiles: {default: " + STRICT + "}}", "test");
        CameraProfile strict = config.cameras().defaultProfile();
        CameraProfile contradicting = new CameraProfile(
                strict.name(),
                strict.speaksFirst(),
                true,
                Optional.of(policy),
                strict.networks(),
                strict.video().withPort(5006),
                strict.audio(),
                strict.vendorLines());
        StreamMachine machine = new StreamMachine(contradicting, new ReturnPath(config.returnPath()));

        Step step = machine.on(StreamState.idle(new CameraId("cam"), Optional.empty()), viewers(1));

        assertThat(step.state().phase()).isEqualTo(Phase.IDLE);
        assertThat(step.actions()).singleElement().isInstanceOfSatisfying(EndViewers.class, end -> {
            assertThat(end.code()).isEqualTo(Code.RETURN_PATH_REFUSED);
            assertThat(end.reason()).contains("requiresPassive", ReturnPath.word(policy), "comedia");
        });
    }

    @Test
    void aSessionThatTheCameraEndsTakesItsViewersAlong() throws Exception {
        Life life = new Life(CAMERA_FIRST).established().on(viewers(2), new SessionEnded("s1", false));

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions).hasExactlyElementsOfTypes(Withdraw.class, EndViewers.class, ReleaseAll.class);
    }

    @Test
    void aCameraThatIsNotHeardOfIsCalledAgainForItsViewers() throws Exception {
        Life life = new Life(CAMERA_FIRST).established().on(viewers(2), new SessionEnded("s1", true));

        assertThat(life.state.phase()).isEqualTo(Phase.CALLING);
        assertThat(life.actions).containsExactly(new ReleaseSource(), new Tell(new Play()), new AwaitCamera());
    }

    @Test
    void anotherSessionsEndChangesNothing() throws Exception {
        Life life = new Life(CAMERA_FIRST).established().on(new SessionEnded("s0", false));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.actions).isEmpty();
    }

    @Test
    void aLostMediaServerSuspendsAndAReturnedOneRenegotiates() throws Exception {
        Life life = new Life(CAMERA_FIRST).established().on(viewers(1), new ServerLost("closed"));
        assertThat(life.state.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(life.actions).hasExactlyElementsOfTypes(RefuseCamera.class, Withdraw.class, ForgetAll.class);

        life.on(new ServerReturned());
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.actions)
                .containsExactly(
                        new Tell(new Renegotiate("the media server was replaced")),
                        new RestartViewers("the media server was replaced"));
        assertThat(life.state.hasSession("s1"))
                .as("its keepalive is answered by 409")
                .isTrue();

        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void theGatewayNegotiatesAgainByItselfForACameraThatDoesNotSpeakFirst() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(true)).on(new ServerLost("closed"), new ServerReturned());

        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.actions).contains(new Negotiate());
    }

    @Test
    void aMediaServerThatIsDownSuspendsTheOffer() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(offer("s1"));
        life.on(new NegotiationFailed(1, new StreamException(Code.MEDIA_SERVER_DOWN, "down")));

        assertThat(life.state.phase()).isEqualTo(Phase.SUSPENDED);
        assertThat(life.actions).hasExactlyElementsOfTypes(RefuseCamera.class);
    }

    @Test
    void aRefusedOfferEndsEverything() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(offer("s1"));
        life.on(new NegotiationFailed(1, new StreamException(Code.BAD_OFFER, "odd")));

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions)
                .hasExactlyElementsOfTypes(Withdraw.class, RefuseCamera.class, EndViewers.class, ReleaseAll.class);
    }

    private static final String CAMERA_ADDRESS_TRAPPED = "feedback is TRAPPED with the return path camera-address";

    /** A life at the point where its verdict has lasted too long. */
    @Test
    void trappedFeedbackIsMendedByTheNextPolicyEachOnce() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.TRAPPED));
        assertThat(life.actions).containsExactly(new AwaitBetterVerdict(Verdict.TRAPPED, Duration.ZERO));

        life.on(new PatienceEnded(life.state.negotiation(), Verdict.TRAPPED));
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
        assertThat(life.policy()).as("what goes on meanwhile").isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.remark()).startsWith(CAMERA_ADDRESS_TRAPPED).endsWith("comedia is tried");
        assertThat(life.actions).hasExactlyElementsOfTypes(Tell.class, AwaitCamera.class, Report.class);
        assertThat(steps(life)).singleElement().satisfies(step -> {
            assertThat(step.kind()).isEqualTo(Kind.TRIED);
            assertThat(step.from()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
            assertThat(step.to()).contains(ReturnPathPolicy.COMEDIA);
            assertThat(step.why()).contains("seen by the test");
        });

        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        assertThat(life.policy()).as("the camera's next offer goes by it").isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.actions).contains(new Adopt("again"), new AwaitCamera());

        outOfPatience(life, Verdict.SILENT);
        assertThat(life.state.phase()).as("all were tried").isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.remark()).contains("every return path").contains("camera-address, comedia");
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);

        outOfPatience(life.on(life.verdict(Verdict.UNPROVEN)), Verdict.SILENT);
        assertThat(life.actions).as("it has been reported").isEmpty();
    }

    @Test
    void theOrderWrapsRound() throws Exception {
        Life life = new Life(CAMERA_FIRST, "returnPath: {policy: comedia}").established();
        outOfPatience(life, Verdict.SILENT);

        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
    }

    @Test
    void theOrderGoesOnBehindThePolicyThatFailed() throws Exception {
        String order = "returnPath: {order: [server-address, camera-address, comedia], serverAddress: 192.0.2.1}";
        Life life = new Life(CAMERA_FIRST, order).established();
        outOfPatience(life, Verdict.SILENT);

        assertThat(life.state.healing().next()).contains(ReturnPathPolicy.COMEDIA);
    }

    @ParameterizedTest(name = "its address is known: {0}")
    @CsvSource({"true, CAMERA_ADDRESS", "false, SERVER_ADDRESS"})
    void feedbackIsNotLedToTheAddressOfACameraOfWhichNoneIsKnown(boolean known, ReturnPathPolicy next)
            throws Exception {
        String order = "returnPath: {order: [comedia, camera-address, server-address], serverAddress: 192.0.2.1}";
        Life life = new Life(PLACED.replace("camera-address", "comedia"), order);
        life.on(new ViewersChanged(1, "by-viewer", Optional.of(Life.CAMERA).filter(address -> known)));
        life.on(life.negotiated(true)).on(new FlowChanged(life.state.negotiation(), true));

        outOfPatience(life, Verdict.SILENT);

        assertThat(life.policy()).isEqualTo(next);
    }

    @Test
    void whatIsProvenAfterwardsIsHealed() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        assertThat(life.state.remark()).as("why, as long as nothing is proven").startsWith(CAMERA_ADDRESS_TRAPPED);

        life.on(life.verdict(Verdict.DELIVERED));

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.HEALED);
        assertThat(life.state.remark()).isEmpty();
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void theFormerEndpointIsKeptUntilTheCameraSendsToTheNextOne() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        assertThat(life.actions).doesNotContain(new ReleaseFormer());

        life.on(new FlowChanged(life.state.negotiation(), true));

        assertThat(life.actions).containsExactly(new ReleaseFormer());
    }

    @Test
    void theFormerEndpointIsNotKeptForEver() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));

        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.actions).containsExactly(new ReleaseFormer());
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @Test
    void aCameraThatIsAskedForAnotherOfferAndMakesNoneGoesOn() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established().on(viewers(1)), Verdict.TRAPPED);
        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.hasSession("s1")).isTrue();
        assertThat(life.state.remark()).contains("asked to offer again for the return path comedia, and did not");
        assertThat(life.actions).hasExactlyElementsOfTypes(Withdraw.class, Report.class);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.IGNORED);

        outOfPatience(life.on(life.verdict(Verdict.UNPROVEN)), Verdict.TRAPPED);
        assertThat(life.actions).as("it is asked once").isEmpty();

        life.on(offer("late"));
        assertThat(life.policy()).as("a late offer is welcome").isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void feedbackThatArrivesAfterAllEndsTheAsking() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.SILENT);
        life.on(life.verdict(Verdict.DELIVERED));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.actions).contains(new Withdraw());
        assertThat(life.state.healing().next()).isEmpty();
    }

    @Test
    void anOfferThatCannotBeNegotiatedByTheNextPolicyLeavesWhatThereWas() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established(), Verdict.TRAPPED);
        life.on(offer("s2"));
        life.on(new NegotiationFailed(
                life.state.negotiation(), new StreamException(Code.MEDIA_SERVER_REFUSED, "no ports are left")));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.hasSession("s1")).isTrue();
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(life.state.remark()).contains("comedia could not be negotiated: no ports are left");
        assertThat(life.actions).hasExactlyElementsOfTypes(DropCandidate.class, RefuseCamera.class, Report.class);

        life.on(life.verdict(Verdict.NO_MEDIA));
        assertThat(life.state.feedback().verdict())
                .as("the former negotiation is judged again")
                .isEqualTo(Verdict.NO_MEDIA);
    }

    @Test
    void aFailureOfAnEarlierNegotiationIsStale() throws Exception {
        Life life = new Life(CAMERA_FIRST).on(offer("s1"), offer("s2"));
        life.on(new NegotiationFailed(1, new StreamException(Code.BAD_OFFER, "late")));

        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.state.hasSession("s2")).isTrue();
        assertThat(life.actions).isEmpty();
    }

    @Test
    void aCameraThatEndsItsSessionToOfferAnotherKeepsItsViewers() throws Exception {
        Life life = outOfPatience(new Life(CAMERA_FIRST).established().on(viewers(1)), Verdict.TRAPPED);
        life.on(new SessionEnded("s1", false));
        assertThat(life.state.phase()).isEqualTo(Phase.CALLING);
        assertThat(life.actions).hasExactlyElementsOfTypes(ReleaseSource.class, Tell.class, AwaitCamera.class);

        life.on(offer("s2"));
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }

    @Test
    void theGatewayNegotiatesFirstAndShowsItWhenTheCameraTakesTheAnswer() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        long former = life.state.negotiation() - 1;
        assertThat(life.state.phase()).isEqualTo(Phase.NEGOTIATING);
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.actions).contains(new Negotiate());
        assertThat(life.state.feedback().verdict())
                .as("the former one is still what is shown")
                .isEqualTo(Verdict.TRAPPED);

        life.on(life.negotiated(true));
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
        assertThat(life.actions).containsExactly(new Tell(new PlayTo("by-viewer", "answer")), new AwaitCamera());

        life.on(new AnswerTaken("by-viewer"));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.actions).containsExactly(new Adopt(""), new AwaitCamera());
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.UNPROVEN);

        life.on(new FlowChanged(former, false), new FlowChanged(life.state.negotiation(), true));
        assertThat(life.actions).containsExactly(new ReleaseFormer(), new Withdraw());
    }

    @ParameterizedTest(name = "taken: {0}")
    @ValueSource(booleans = {false, true})
    void aCameraThatDoesNotFollowIsShownAsBefore(boolean taken) throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        life.on(life.negotiated(true));
        if (taken) {
            life.on(new AnswerTaken("by-viewer"));
        }

        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.flowing()).isTrue();
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.TRAPPED);
        assertThat(life.state.remark()).contains("still sends to the former one");
        assertThat(life.actions).contains(taken ? new ShowFormer() : new DropCandidate());
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.IGNORED);
    }

    @Test
    void whatWasKnownBeforeTheProbeWasLostIsNotBelievedAgain() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        life.on(life.negotiated(true), new AnswerTaken("by-viewer"), new ProofLost("the probe agent is gone", true));

        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.CAMERA_ADDRESS);
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(life.state.feedback().finding().reason()).isEqualTo("the probe agent is gone");
    }

    @Test
    void healingIsNotReportedWithWhatIsWrongBesides() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.TRAPPED), new PatienceEnded(life.state.negotiation(), Verdict.TRAPPED));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        VerdictReached blocked = life.verdict(Verdict.BLOCKED);

        life.on(new VerdictReached(
                blocked.negotiation(),
                blocked.finding(),
                blocked.age(),
                blocked.evidence(),
                true,
                List.of(),
                Set.of()));

        assertThat(steps(life))
                .singleElement()
                .satisfies(step -> assertThat(step.why()).isEqualTo("feedback leaves for the camera rightly"));
    }

    @Test
    void aCameraThatSendsNowhereAnyMoreIsGivenUp() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        long former = life.state.negotiation() - 1;
        life.on(life.negotiated(true), new AnswerTaken("by-viewer"), new FlowChanged(former, false));

        life.on(new CallTimedOut(life.state.negotiation()));

        assertThat(life.state.phase()).isEqualTo(Phase.IDLE);
        assertThat(life.actions).hasExactlyElementsOfTypes(Withdraw.class, EndViewers.class, ReleaseAll.class);
    }

    @Test
    void aStrictCameraHasNoOtherPolicyAndIsReported() throws Exception {
        Life life = new Life(STRICT).on(viewers(1));
        life.on(life.negotiated(true)).on(new FlowChanged(life.state.negotiation(), true));

        outOfPatience(life, Verdict.SILENT);

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
    }

    @Test
    void aGatewayFirstCameraWhosePortsAreUnknownHasOnlyComedia() throws Exception {
        Life life = new Life("{speaksFirst: gateway, returnPath: {policy: comedia}}").on(viewers(1));
        life.on(life.negotiated(true)).on(new FlowChanged(life.state.negotiation(), true));

        outOfPatience(life, Verdict.SILENT);

        assertThat(steps(life)).extracting(HealingStep::kind).containsExactly(Kind.EXHAUSTED);
    }

    @Test
    void aWinnerThatFailsLaterIsForgotten() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.DELIVERED));
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);

        outOfPatience(life, Verdict.TRAPPED);

        assertThat(life.state.healing().winner()).isEmpty();
    }

    @Test
    void aLostMediaServerEndsTheMendingAndNothingIsShownFromBefore() throws Exception {
        Life life = outOfPatience(placedAndFlowing(), Verdict.TRAPPED);
        life.on(life.negotiated(true), new ServerLost("closed"));
        assertThat(life.state.healing().former()).isEmpty();

        life.on(new CallTimedOut(life.state.negotiation()));
        assertThat(life.state.phase()).isEqualTo(Phase.SUSPENDED);

        life.on(new ServerReturned());
        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
        assertThat(life.actions).contains(new Negotiate());
    }

    @Test
    void aVerdictThatMendsItselfInTimeChangesNothing() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.SILENT), life.verdict(Verdict.DELIVERED));
        life.on(new PatienceEnded(life.state.negotiation(), Verdict.SILENT));

        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
        assertThat(life.state.healing().winner()).contains(ReturnPathPolicy.CAMERA_ADDRESS);
    }

    @Test
    void silenceAfterDeliveryIsNoReasonToRenegotiate() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.DELIVERED), life.verdict(Verdict.SILENT));

        assertThat(life.actions).containsExactly(new HoldPatience(true));
        outOfPatience(life, Verdict.SILENT);
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Verdict.class,
            names = {"BLOCKED", "UNREACHABLE", "NO_MEDIA", "UNPROVEN"})
    void noPolicyMendsAFirewallOrACable(Verdict verdict) throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(verdict));

        assertThat(life.state.feedback().verdict()).isEqualTo(verdict);
        assertThat(life.actions).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Cause.class,
            names = {"NO_FEEDBACK", "WRONG_HOST"})
    void noPolicyMendsAFirewallThatDiverts(Cause seen) throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.SILENT, Cause.DIVERTED, seen));
        assertThat(life.actions).isEmpty();

        life.on(new PatienceEnded(life.state.negotiation(), Verdict.SILENT));
        assertThat(life.state.phase()).isEqualTo(Phase.ESTABLISHED);

        life.on(life.verdict(Verdict.SILENT, seen));
        assertThat(life.actions).as("once the rule is gone").hasExactlyElementsOfTypes(AwaitBetterVerdict.class);
    }

    @Test
    void anotherPolicyMendsAFirewallThatKeepsOnlyTheReports() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        VerdictReached blocked = life.verdict(Verdict.BLOCKED, Cause.DROPPED_IN, Cause.NEVER_LEARNT);
        life.on(blocked);

        assertThat(life.actions).containsExactly(new AwaitBetterVerdict(Verdict.BLOCKED, Duration.ZERO));
        life.on(new PatienceEnded(life.state.negotiation(), Verdict.BLOCKED));
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    @Test
    void anotherPolicyMendsFeedbackForAnotherHostWhateverTheFirewallDoesWithReports() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.SILENT, Cause.WRONG_HOST, Cause.DROPPED_IN));

        life.on(new PatienceEnded(life.state.negotiation(), Verdict.SILENT));
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    @ParameterizedTest(name = "RTCP for {0} that leaves by a wrong interface is a matter of policy: {1}")
    @CsvSource({"127.0.0.1, false", "192.0.2.7, true"})
    void noPolicyMendsARouteByWhichRightlyAddressedFeedbackLeaves(InetAddress destination, boolean mendable)
            throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        VerdictReached misrouted = life.misrouted(destination);
        life.on(misrouted);

        assertThat(life.state.feedback().finding()).isEqualTo(misrouted.finding());
        assertThat(life.actions).hasSize(mendable ? 1 : 0);
        life.on(new PatienceEnded(life.state.negotiation(), Verdict.TRAPPED));
        assertThat(life.state.phase()).isEqualTo(mendable ? Phase.RENEGOTIATING : Phase.ESTABLISHED);
    }

    @Test
    void aCameraThatStartsAnewAfterDeliveryIsMendedLikeAnyOther() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.DELIVERED), life.verdict(Verdict.SILENT));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", false));
        assertThat(life.state.feedback().everDelivered()).isFalse();
        assertThat(life.state.feedback().verdict()).isEqualTo(Verdict.UNPROVEN);

        life.on(life.verdict(Verdict.SILENT));
        assertThat(life.actions).hasExactlyElementsOfTypes(AwaitBetterVerdict.class);
        outOfPatience(life, Verdict.SILENT);
        assertThat(life.state.phase()).isEqualTo(Phase.RENEGOTIATING);
    }

    @Test
    void whatWasProvenIsTriedFirstTheNextTime() throws Exception {
        Life life = new Life(CAMERA_FIRST).established();
        life.on(life.verdict(Verdict.TRAPPED), new PatienceEnded(life.state.negotiation(), Verdict.TRAPPED));
        life.on(offer("s2"), new Negotiated(life.state.negotiation() + 1, "again", true));
        life.on(life.verdict(Verdict.DELIVERED), new SessionEnded("s2", false), offer("s3"));

        assertThat(life.policy()).isEqualTo(ReturnPathPolicy.COMEDIA);
    }
}
